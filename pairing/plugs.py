"""What pairing plugs into portal's sockets when the app is ready."""

from pairing import permissions
from pairing.queries import partnerships
from pairing.search import find_schools
from pairing.services import loading
from portal import closing, nav, policy, search


def plug() -> None:
    """Policy data and the entry at the left."""
    policy.on_load(30, loading.load_schools, "技工院校")
    policy.on_load(31, loading.load_partnerships, "结对")
    policy.on_load(32, loading.load_poverty_counties, "贫困县")
    closing.bound_by(partnerships.closing_marks)
    closing.leads_to(partnerships.closing_effects)
    search.add(10, "院校", permissions.VIEW, find_schools)
    nav.add(60, "院校与结对", "schools", permissions.VIEW)
