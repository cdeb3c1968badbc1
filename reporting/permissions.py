"""What each duty may do with filings. Notice (十五): the city fills, the province receives and issues."""

from portal.access import grant
from portal.models import Role

_CITY = (Role.FILLER, Role.LEAD)
_PROVINCE = (Role.REVIEWER, Role.FINALISER)

VIEW = grant("reporting.view", *_CITY, *_PROVINCE)
VIEW_ROWS = grant("reporting.view_rows", *_CITY, *_PROVINCE, Role.SCHOOL, Role.COUNTY)
ROWS_ONLY = grant("reporting.rows_only", Role.SCHOOL, Role.COUNTY)
TALK = grant("reporting.talk", *_CITY, *_PROVINCE)
FILL = grant("reporting.fill", Role.FILLER)
STAND_IN = grant("reporting.stand_in", Role.REVIEWER)
# Into a form: its filler, and of the province who is in 代录 there (queries/stand_in.py).
TYPE = grant("reporting.type", Role.FILLER, Role.REVIEWER)
# Into one row: the school or county while the row is handed to it, the others as into any other (queries/gate.py).
FILL_ROW = grant("reporting.fill_row", Role.FILLER, Role.REVIEWER, Role.SCHOOL, Role.COUNTY)
CONFIRM_ROW = grant("reporting.confirm_row", Role.SCHOOL, Role.COUNTY)
CONFIRM = grant("reporting.confirm", Role.LEAD)
CITY = grant("reporting.city", *_CITY)
REVIEW = grant("reporting.review", Role.REVIEWER)
FINALISE = grant("reporting.finalise", Role.FINALISER)
BOARD = grant("reporting.board", *_PROVINCE)
CALENDAR = grant("reporting.calendar", *_CITY, *_PROVINCE, Role.DATA_ADMIN, Role.SCHOOL, Role.COUNTY)
CHANGE_CALENDAR = grant("reporting.change_calendar", *_PROVINCE)
BACKFILL = grant("reporting.backfill", Role.REVIEWER)
EXTEND = grant("reporting.extend", *_PROVINCE)
SLIP = grant("reporting.slip", *_CITY, *_PROVINCE)
SLIP_DESK = grant("reporting.slip_desk", *_CITY, Role.REVIEWER)  # who works on slips has them at the left
