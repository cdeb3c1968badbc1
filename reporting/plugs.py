"""What reporting plugs into portal's sockets; imported once, when the app is ready."""

from portal import policy
from reporting import actions, jobs, workflow_extensions, workflows
from reporting.services import editions, periods

PLUGGED = (actions, jobs, workflows, workflow_extensions)  # importing them declares their actions, jobs and machines

policy.on_load(40, periods.generate, "报送期")
policy.on_load(41, editions.load_fixtures, "表式")
