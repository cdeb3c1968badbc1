"""What pairing plugs into portal's sockets; imported once, when the app is ready."""

from pairing.services import loading
from portal import policy

policy.on_load(30, loading.load_schools, "技工院校")
policy.on_load(31, loading.load_partnerships, "结对")
policy.on_load(32, loading.load_poverty_counties, "贫困县")
