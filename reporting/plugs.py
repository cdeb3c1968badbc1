"""What reporting plugs into portal's sockets; imported once, when the app is ready."""

from portal import closing, nav, policy, search
from reporting import (
    actions,
    handing,
    jobs,
    plugs_province,
    workflow_backfill,
    workflow_extensions,
    workflow_stand_in,
    workflow_tasks,
    workflows,
)
from reporting.permissions import CALENDAR, CITY, SLIP_DESK, VIEW, VIEW_ROWS
from reporting.presenters.search import find_filings, find_rows
from reporting.queries.closing import closing_effects, closing_marks
from reporting.queries.waiting import open_slips
from reporting.services import editions, periods

# importing them declares their actions, jobs, machines, and the province's pages
PLUGGED = (
    actions, handing, jobs, workflows, workflow_backfill, workflow_extensions, workflow_stand_in, workflow_tasks,
    plugs_province,
)  # fmt: skip

policy.on_load(40, periods.generate, "报送期")
policy.on_load(41, editions.load_fixtures, "表式")

closing.bound_by(closing_marks)
closing.leads_to(closing_effects)

search.add(20, "本期填报", VIEW, find_filings)
search.add(21, "本期填报的行(院校、县)", VIEW_ROWS, find_rows)

nav.add(10, "填报", "filings", CITY)
nav.add(12, "退回与更正", "slips", SLIP_DESK, open_slips)
nav.add(60, "报送日历", "calendar", CALENDAR)
