"""How many queries each page asks, the same with two cities and thirteen, one row and six, two years and three.

The second look is counted, as the first one fills what a process keeps (form definitions, figures already sent). A page
without a line in COUNTS fails; where a page asks more or less than it did, the line is changed and the reason given.
"""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.models import Role
from portal.queries import organisations
from portal.services import messages
from reporting.services import extensions
from tests.builders import demo
from tests.builders.filings import AFiling, a_filing, someone, the_period
from tests.builders.people import PASSWORD
from tests.builders.places import a_city, a_county, a_school, the_province
from tests.pages import ACCOUNTS, BY_OBJECT, MATRIX
from tests.samples import Samples, account

pytestmark = pytest.mark.django_db

TWO = ("鹤岗市", "伊春市")  # the city of the samples, and that of school 8
NOW = clock.at(2020, 12, 3, 9)
LOOKING = {"f": Role.FILLER, "r": Role.REVIEWER, "s": Role.SCHOOL, "k": Role.COUNTY}
ALONE = {"d": Role.DATA_ADMIN, "t": Role.SYSTEM_ADMIN, "c": Role.SECURITY_ADMIN, "u": Role.AUDITOR}
WAYS = {"city": "fr", "row": "frsk", "pair": "frsk", "compare": "frsk", "compare&group=row": "frsk"}
WAYS |= {"chart": "fr", "change&group=row": "fr"}
NOT_COUNTED = {"admin:" + name for name in ("catch-all", "view_on_site", "autocomplete", "login", "logout")}

COUNTS = """
home                                       f:20 r:21 s:15 k:15
account                                    f:7 r:7 s:6 k:6
password                                   f:6 r:6 s:5 k:5
messages                                   f:9 r:9 s:8 k:8
help                                       f:6 r:6 s:5 k:5
policy                                     f:6 r:6 s:5 k:5
search                                     f:11 r:11 s:8 k:8
accounts                                   t:7
account-new                                t:4
account-one                                t:6
duties                                     c:6
duty-new                                   c:4
duty-one                                   c:6
locks                                      c:5
audit                                      u:11
audit-export                               u:7
audit-entry                                u:5
schools                                    f:10 r:12 s:9 k:7
school-add                                 f:7 r:7
schools-unassigned                         r:7
school                                     f:9 r:9 s:8
school-rename                              f:7 r:7
school-close                               f:8 r:8
school-reopen                              f:4 r:4
school-assign                              r:9
partnerships                               f:10 r:11 s:9 k:9
partnership-add                            f:8 r:8
partnership-end                            r:7
attachment1                                f:6 r:6 s:5 k:5
poverty                                    f:9 r:9 s:8 k:8
filings                                    f:12 r:12
filing                                     f:29 r:24
filing-next                                f:21 r:17
filing-cell                                f:18 r:14
filing-row                                 f:22 r:20 s:19 k:22
filing-row-file                            f:8 r:8 k:8
open-rows                                  s:6 k:6
filing-return                              r:16
filing-correct                             f:17
filing-paper                               f:20 r:18
filing-workbook                            f:17 r:15
filing-scan                                f:6 r:6
filing-template                            f:17 r:15
filing-import                              f:11 r:9
filing-pdf                                 f:17 r:15
version-find                               f:6 r:6
version-pdf                                f:9 r:9
slips                                      f:9 r:9
calendar                                   f:12 r:11 s:7 k:8
calendar-change                            r:11
calendar-backfill                          r:11
board                                      r:21
rehearsal                                  r:9
rehearsal-definition                       r:4
totals-current                             f:5 r:5 s:10 k:10
totals                                     f:12 r:12 s:16 k:14
totals-drill                               f:11 r:11 s:11 k:9
totals-book                                r:11
totals-zip                                 r:11
issues                                     r:10
issue                                      r:13
history                                    f:9 r:9 s:8 k:8
admin:index                                d:3
admin:password_change                      d:3
admin:password_change_done                 d:3
admin:jsi18n                               d:3
admin:app_list                             d:3
admin:portal_region_changelist             d:6
admin:portal_region_add                    d:5
admin:portal_region_change                 d:6
admin:portal_region_history                d:5
admin:portal_region_export                 d:6
admin:portal_region_import                 d:3
admin:portal_organisation_changelist       d:6
admin:portal_organisation_change           d:7
admin:portal_organisation_history          d:5
admin:portal_organisation_export           d:6
admin:pairing_school_changelist            d:6
admin:pairing_school_change                d:5
admin:pairing_school_history               d:6
admin:pairing_school_export                d:6
admin:pairing_school_import                d:3
admin:pairing_partnership_changelist       d:6
admin:pairing_partnership_change           d:7
admin:pairing_partnership_history          d:8
admin:pairing_partnership_export           d:6
admin:pairing_partnership_import           d:3
admin:pairing_povertycounty_changelist     d:6
admin:pairing_povertycounty_add            d:4
admin:pairing_povertycounty_change         d:6
admin:pairing_povertycounty_history        d:6
admin:pairing_povertycounty_export         d:6
admin:pairing_povertycounty_import         d:3
totals?by=city                             f:12 r:12
totals?by=row                              f:15 r:15 s:16 k:14
totals?by=pair                             f:17 r:17 s:17 k:18
totals?by=compare                          f:16 r:16 s:17 k:16
totals?by=compare&group=row                f:19 r:19 s:20 k:19
totals?by=chart                            f:16 r:16
totals?by=change&group=row                 f:17 r:17
"""


def table() -> dict[str, dict[str, int]]:
    """Page → duty's letter → queries."""
    lines = [line.split() for line in COUNTS.strip().splitlines()]
    return {name: {one[0]: int(one[2:]) for one in counts} for name, *counts in lines}


def asked() -> dict[str, list[str]]:
    """Every page that is read, with the duties that are counted for it."""
    found = {}
    for name, entry in MATRIX.items():
        if entry.method != "GET" or not entry.roles or name in NOT_COUNTED or name.endswith("_old_change"):
            continue
        roles = {role for role in entry.roles if (name, role) not in BY_OBJECT}
        letters = [letter for letter, role in LOOKING.items() if role in roles]
        found[name] = letters or [letter for letter, role in ALONE.items() if role in roles]
    return found | {f"totals?by={way}": list(letters) for way, letters in WAYS.items()}


def build(cities: int, schools: int, years: list[str]) -> None:
    """``cities``, 鹤岗 with ``schools`` first, with all received in ``years``, and all of the running period sent."""
    demo.add_accounts(PASSWORD)
    for number in range(schools):
        a_school(f"示例第{number + 1}技工学校", "鹤岗")
    units = sorted(organisations.city_bureaus(), key=lambda unit: unit.region.name not in TWO)[:cities]
    for code in [*years, "2020Y"]:
        period = the_period(code)
        for unit in units:
            for form in ("attachment3", "attachment2"):
                filing = _sent(AFiling(unit, form, period, period.opens_at + timedelta(days=3)))
                if code != "2020Y":
                    filing.received()
    with clock.frozen(NOW):
        _letters()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # of what grew in one transaction the planner knows nothing


def _sent(filing: AFiling) -> AFiling:
    there = filing.now.rows.exists()
    return (filing.filled().explained() if there else filing.nil("示例:本期没有应报的院校")).sent()


def _letters() -> None:
    """A form in review, a slip, an extension asked for, a message for everybody."""
    a_filing("伊春", "attachment2", "2020Y").in_review()
    filing = a_filing("鹤岗", "attachment2", "2020Y")
    row = filing.now.rows.first()
    filing.scanned().returned([(row, "c8", "请核对"), (row, "c9", "")], "示例:请核对标出的数")
    third, county = a_filing("鹤岗", "attachment3", "2020Y"), someone(Role.COUNTY, a_county("绥滨县"))
    third.step("recall", third.lead).handed_on(["绥滨"], date(2020, 12, 8))
    third.attached("绥滨", "示例.pdf", county).row_step("绥滨", "confirm", county, answer="示例:已核对").sent()
    until = clock.at(2020, 12, 13)
    extensions.ask(the_period("2020Y"), until, "示例:大雪封路,汇总要晚", someone(Role.FILLER, a_city("鹤岗")))
    for who in ACCOUNTS:
        messages.send(account(who), "示例通知", someone(Role.REVIEWER, the_province()))


def count(name: str, letter: str) -> int:
    """The queries of the second look."""
    role = (LOOKING | ALONE)[letter]
    page, _, query = name.partition("?")
    url = Samples().url(page, role) + (f"?{query}" if query else "")
    client = Client()
    client.force_login(account(role), backend="django.contrib.auth.backends.ModelBackend")
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        response = client.get(url)
    assert response.status_code in (200, 302), f"{name} {letter}: {response.status_code}"
    return len(found)


def test_every_page_has_its_line():
    assert {name: list(counts) for name, counts in table().items()} == asked()


@pytest.mark.parametrize(
    ("cities", "schools", "years"),
    [(2, 1, ["2019Y", "2020H1"]), (13, 6, ["2019H1", "2019Y", "2020H1"])],
    ids=["two cities", "thirteen cities"],
)
def test_queries_do_not_grow(cities, schools, years):
    build(cities, schools, years)
    with clock.frozen(NOW):
        found = {name: {one: count(name, one) for one in letters} for name, letters in asked().items()}
    known = table()
    changed = [(name, known.get(name), counts) for name, counts in found.items() if known.get(name) != counts]
    assert changed == [], "page, what COUNTS says, what was asked"
