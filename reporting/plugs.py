"""What reporting plugs into portal's sockets; imported once, when the app is ready."""

from portal import nav, policy
from reporting import actions, jobs, plugs_province, workflow_extensions, workflows
from reporting.permissions import CALENDAR, CITY, SLIP_DESK
from reporting.queries.waiting import open_slips
from reporting.services import editions, periods

# importing them declares their actions, jobs, machines, and the province's pages
PLUGGED = (actions, jobs, workflows, workflow_extensions, plugs_province)

policy.on_load(40, periods.generate, "报送期")
policy.on_load(41, editions.load_fixtures, "表式")

nav.add(10, "填报", "filings", CITY)
nav.add(12, "退回与更正", "slips", SLIP_DESK, open_slips)
nav.add(60, "报送日历", "calendar", CALENDAR)
