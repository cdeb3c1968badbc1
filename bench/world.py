"""The bench's data: 13 cities × 10 years of received filings, then twenty times as many units. Put in as sets."""

import os
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from portal import calendar, clock, policy
from portal.actor import SYSTEM
from portal.models import Account, Duty, Organisation, Region, Role
from portal.services import demo_clock
from reporting.models import Filing, FilingRow, FilingVersion, FormEdition, Period
from reporting.services import editions

YEARS = range(2011, 2021)
ROWS = {"attachment2": 6, "attachment3": 10}
GRID_ROWS = 200
FORM = "bench_grid"
NOW = "2020Y"  # the running period: only the clerk's own drafts

CELLS = """
INSERT INTO reporting_frozencell (version_id, row_id, "column", value, text, not_applicable)
SELECT version.id, line.id, wanted.key, (line.id * 7 + wanted.place * 13) %% 997, '', ''
FROM reporting_filingversion AS version
JOIN reporting_filingrow AS line ON line.filing_id = version.filing_id
CROSS JOIN unnest(%(columns)s) WITH ORDINALITY AS wanted(key, place)
WHERE version.edition_id = %(edition)s AND version.id > %(after)s
"""
POINTERS = """
UPDATE reporting_filing AS filing SET sent_version_id = version.id, received_version_id = version.id
FROM reporting_filingversion AS version WHERE version.filing_id = filing.id AND filing.received_version_id IS NULL
"""
TYPED = """
INSERT INTO reporting_cell (row_id, "column", value, text, not_applicable, version, saved_at)
SELECT line.id, wanted.key, 500 - wanted.place * 10, '', '', 1, now()
FROM reporting_filingrow AS line CROSS JOIN unnest(%(columns)s) WITH ORDINALITY AS wanted(key, place)
WHERE line.filing_id = %(filing)s
"""


def build() -> None:
    """13 cities, ten years, one person who fills and one who reads, and the form of 200 × 9."""
    _empty()
    call_command("migrate", verbosity=0)
    demo_clock.start()
    policy.load(SYSTEM)
    editions.load(settings.BASE_DIR / "bench" / "forms", SYSTEM)
    Period.objects.bulk_create([_period(year, half) for year in YEARS for half in ("H1", "Y")], ignore_conflicts=True)
    _filings(_cities())
    _people()
    _drafts()
    _settle()


def grow(times: int) -> None:
    """Add units until there are ``times`` as many: further provinces of the same size."""
    have = _cities()
    new = [
        Region(code=f"{9}{n:05d}", name=f"示例{n}市", level=Region.Level.CITY, kind=Region.Kind.NATIONAL)
        for n in range(len(have) * (times - 1))
    ]
    Region.objects.bulk_create(new)
    units = [Organisation(kind=Organisation.Kind.CITY, name=f"{r.name}人社局", region=r, sample=True) for r in new]
    Organisation.objects.bulk_create(units)
    _filings(units)
    _settle()


def _empty() -> None:
    """Begin again; only ever on the bench's own cluster."""
    if settings.PG_DATA.name != "bench-pg" or "DATABASE_URL" in os.environ:
        raise SystemExit("the bench empties its database: run it by `make bench`, on the cluster var/bench-pg")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def _cities() -> list[Organisation]:
    return list(Organisation.objects.filter(kind=Organisation.Kind.CITY))


def _period(year: int, half: str) -> Period:
    """The policy's rule, also for the years before the notice."""
    span = calendar.rule(year + 10, half)
    moved = {name: _ten_years_before(getattr(span, name)) for name in span.__dataclass_fields__}
    moments = replace(span, **moved)
    return Period(code=f"{year}{half}", year=year, half=half, **vars(moments))


def _ten_years_before(moment):
    return moment.replace(year=moment.year - 10)


def _filings(units: list[Organisation]) -> None:
    last = FilingVersion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    periods = list(Period.objects.filter(year__in=YEARS).exclude(code=NOW))
    for edition in FormEdition.objects.filter(code__in=ROWS):
        filings = [
            Filing(edition=edition, form=edition.code, unit=unit, period=period, state=Filing.State.RECEIVED)
            for unit in units
            for period in periods
        ]
        Filing.objects.bulk_create(filings, batch_size=2000)
        lines = [_line(one, n) for one in filings for n in range(ROWS[edition.code])]
        FilingRow.objects.bulk_create(lines, batch_size=5000)
        FilingVersion.objects.bulk_create([_version(one) for one in filings], batch_size=2000)
        columns = [column["key"] for column in _columns(edition.definition["columns"])]
        with connection.cursor() as cursor:
            cursor.execute(CELLS, {"columns": columns, "edition": edition.pk, "after": last})
            cursor.execute(POINTERS)


def _columns(nodes: list[dict]):
    for node in nodes:
        if "children" not in node:
            yield from [node] if node["kind"] != "text" else []
        elif node.get("enabled", True):
            yield from _columns(node["children"])


def _line(filing: Filing, n: int) -> FilingRow:
    return FilingRow(filing=filing, key=f"bench-{n}", label=f"示例{n}", position=n + 1)


def _version(filing: Filing) -> FilingVersion:
    number = f"{filing.pk:08X}"
    return FilingVersion(
        filing=filing,
        edition=filing.edition,
        number=1,
        sent_at=filing.period.due_at,
        confirmed_by=_reader(),
        filler_name="示例",
        check_code=f"{number[:4]}-{number[4:]}",
    )


def _reader() -> Account:
    found, _made = Account.objects.get_or_create(username="bench-reader", defaults={"name": "示例", "sample": True})
    return found


def _people() -> None:
    """Who fills the 200 × 9 form: a clerk of 哈尔滨 with the demo's password."""
    unit = Organisation.objects.get(kind=Organisation.Kind.CITY, region_id="230100")
    filler = Account(username="bench-filler", name="示例", sample=True)
    filler.set_password(settings.DEMO_PASSWORD)
    filler.save()
    Duty.objects.create(account=filler, role=Role.FILLER, organisation=unit, valid_from=date(2011, 1, 1))


def _drafts() -> None:
    """What the clerk is filling: both forms of the notice, and the form of 200 × 9."""
    unit = Organisation.objects.get(kind=Organisation.Kind.CITY, region_id="230100")
    period = Period.objects.get(code=NOW)
    for code, rows in {**ROWS, FORM: GRID_ROWS}.items():
        edition = FormEdition.objects.get(code=code)
        filing = Filing.objects.create(
            edition=edition, form=code, unit=unit, period=period, state=Filing.State.FILLING, saved_at=clock.now()
        )
        FilingRow.objects.bulk_create([_line(filing, n) for n in range(rows)])
        columns = [column["key"] for column in _columns(edition.definition["columns"])]
        with connection.cursor() as cursor:
            cursor.execute(TYPED, {"columns": columns, "filing": filing.pk})


def _settle() -> None:
    """Statistics and visibility map as autovacuum leaves them on a database that stands for days."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
