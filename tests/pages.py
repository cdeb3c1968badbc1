"""Every address of the portal with who may open it.

The matrix is written by hand, not read from the views: it says what the notice and the house want. An address of the
URL conf that has no row here fails a test (test_access_matrix). The pictures and axe walk the same list.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

from portal.models import Role

# A duty by one letter: Filler Lead · Reviewer Yfinaliser · School County · Data admin · sysTem seCurity aUditor
DUTIES = {
    "f": Role.FILLER, "l": Role.LEAD, "r": Role.REVIEWER, "y": Role.FINALISER, "s": Role.SCHOOL, "k": Role.COUNTY,
    "d": Role.DATA_ADMIN, "t": Role.SYSTEM_ADMIN, "c": Role.SECURITY_ADMIN, "u": Role.AUDITOR,
}  # fmt: skip
# Who stands for each in the demo world. 鹤岗 is the city: it has a slip, a county of 附件1, a pairing into 伊春.
ACCOUNTS = {
    Role.FILLER: "hegang", Role.LEAD: "hegang-lead", Role.REVIEWER: "province", Role.FINALISER: "province-lead",
    Role.SCHOOL: "school-8", Role.COUNTY: "county-230422", Role.DATA_ADMIN: "admin", Role.SYSTEM_ADMIN: "sysadmin",
    Role.SECURITY_ADMIN: "secadmin", Role.AUDITOR: "auditor",
}  # fmt: skip
ALL = frozenset(DUTIES.values())
PUBLIC = None


@dataclass(frozen=True)
class Entry:
    """One address: how it is asked, and the duties that may (``PUBLIC``: even a stranger)."""

    name: str
    method: str
    roles: frozenset | None


def _entries(table: str) -> dict[str, Entry]:
    found = {}
    for line in table.strip().splitlines():
        name, method, letters = line.split()
        roles = frozenset(DUTIES[letter] for letter in letters if letter in DUTIES)
        roles = PUBLIC if letters == "public" else ALL if letters == "all" else roles
        found[name] = Entry(name, method, roles)
    return found


MATRIX = _entries("""
home                 GET   all
healthz              GET   public
signin               GET   public
signout              POST  all
account              GET   all
account-phone        POST  all
password             GET   all
choose-duty          POST  all
messages             GET   all
messages-read        POST  all
message-open         POST  all
help                 GET   all
policy               GET   all
search               GET   flryskd
accounts             GET   t
account-new          GET   t
account-one          GET   t
account-active       POST  t
account-reset        POST  t
duties               GET   c
duty-new             GET   c
duty-one             GET   c
duty-end             POST  c
duty-deputy          POST  c
locks                GET   c
unlock               POST  c
audit                GET   u
audit-export         GET   u
audit-entry          GET   u
schools              GET   flryskd
school-add           GET   flryd
schools-unassigned   GET   ryd
school               GET   flryskd
school-rename        GET   flryd
school-close         GET   flryd
school-reopen        GET   flryd
school-assign        GET   ryd
partnerships         GET   flryskd
partnership-add      GET   flryd
partnership-end      GET   flryd
attachment1          GET   all
poverty              GET   all
filings              GET   flry
filing               GET   flry
filing-next          GET   flry
filing-pulse         POST  flry
filing-cells         POST  fr
filing-save          POST  fr
filing-cell          GET   flry
filing-cell-na       POST  fr
cell-remark          POST  flry
cell-settle          POST  flry
cell-mark            POST  flry
filing-carry         POST  fr
filing-rows          POST  fr
filing-row           GET   flrysk
filing-row-save      POST  frsk
filing-row-cells     POST  frsk
filing-row-task      POST  frsk
filing-row-files     POST  sk
filing-row-file      GET   flrysk
filing-row-file-remove POST sk
open-rows            GET   sk
filing-tasks         POST  f
filing-tasks-remind  POST  f
filing-row-strike    POST  fr
filing-phone         POST  fl
filing-step          POST  flry
filing-return        GET   r
filing-correct       GET   fl
filing-explain       POST  fr
filing-release       POST  r
filing-paper         GET   flry
filing-template      GET   fr
filing-import        GET   fr
filing-pdf           GET   flry
filing-scans         POST  fl
filing-scan          GET   flry
filing-workbook      GET   flry
version-find         GET   flry
version-pdf          GET   flry
slips                GET   flry
slip-step            POST  flry
slip-item            POST  fr
calendar             GET   flryskd
calendar-change      GET   ry
calendar-backfill    GET   r
extension-ask        POST  fl
extension-step       POST  ry
board                GET   ry
board-remind         POST  ry
rehearsal            GET   ry
rehearsal-definition GET   ry
totals-current       GET   flrysk
totals               GET   flrysk
totals-drill         GET   flrysk
totals-book          GET   ry
totals-zip           GET   ry
issues               GET   ry
issue                GET   ry
issue-make           POST  y
history              GET   flrysk
admin:index          GET   d
admin:login          GET   d
admin:logout         POST  all
admin:password_change GET  d
admin:password_change_done GET d
admin:autocomplete   GET   -
admin:jsi18n         GET   d
admin:view_on_site   GET   d
admin:app_list       GET   d
admin:catch-all      GET   d
""")  # fmt: skip
TABLES = ("portal_region", "portal_organisation", "pairing_school", "pairing_partnership", "pairing_povertycounty")
ACTIONS = "changelist add change delete history export import process_import old_change".split()
# What the 数据管理员 does on the portal's own pages instead, with their checks, or what nobody may do at all.
NOT_IN_ADMIN = {
    "portal_region_delete", "portal_organisation_add", "portal_organisation_delete", "portal_organisation_import",
    "portal_organisation_process_import", "pairing_school_add", "pairing_school_delete", "pairing_partnership_add",
    "pairing_partnership_delete", "pairing_povertycounty_delete",
}  # fmt: skip
MATRIX |= {
    f"admin:{name}": Entry(
        f"admin:{name}",
        "POST" if name.endswith("process_import") else "GET",
        frozenset() if name in NOT_IN_ADMIN else frozenset({Role.DATA_ADMIN}),
    )
    for table in TABLES
    for name in [f"{table}_{action}" for action in ACTIONS]
}

# Permitted by duty, and yet refused for what the object is: only a pairing of the city's own is the city's to end; a
# county reads the name of its partner school but the school is another city's; the sample's file is a county's and no
# school's; two addresses of the admin lead nowhere.
BY_OBJECT = {
    ("filing-row-file", Role.SCHOOL): 404,
    ("partnership-end", Role.FILLER): 403, ("partnership-end", Role.LEAD): 403, ("school", Role.COUNTY): 404,
    ("admin:view_on_site", Role.DATA_ADMIN): 404, ("admin:catch-all", Role.DATA_ADMIN): 404,
}  # fmt: skip


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every name of the URL conf, the admin's as ``admin:…``; an unnamed address stands under its route."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns, route: str, space: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLPattern):
            yield space + (one.name or _unnamed(here)), one
        else:
            yield from _walk(one.url_patterns, here, f"{one.namespace}:" if one.namespace else space)


def _unnamed(route: str) -> str:
    """The admin's own few: the address of Django 1.8 of an object, and whatever lies beyond all its others."""
    app, _, rest = route.removeprefix("admin/").partition("/")
    return f"{app}_{rest.partition('/')[0]}_old_change" if "object_id" in route else "catch-all"
