"""定稿: what is ready to be issued, what was issued, and how later corrections differ from it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Count, QuerySet

from portal.scope import Scope
from reporting.formspec.spec import FormSpec
from reporting.models import Issue, Period
from reporting.queries.forms import spec_of
from reporting.queries.province_checks import ProvinceCheck, province_checks
from reporting.queries.standings import RECEIVED, Standing, expected_units, standings
from reporting.queries.totals import Totals, read_lines, spec_in

DIFFERENCES = """
SELECT coalesce(now.version_id, issued.version_id), line.filing_id, line.id, line.label,
       coalesce(now."column", issued."column"), issued.value, now.value,
       coalesce(issued.not_applicable, ''), coalesce(now.not_applicable, '')
FROM (SELECT * FROM reporting_frozencell WHERE version_id = ANY(%(issued)s)) AS issued
FULL JOIN (SELECT * FROM reporting_frozencell WHERE version_id = ANY(%(now)s)) AS now
  ON now.row_id = issued.row_id AND now."column" = issued."column"
JOIN reporting_filingrow AS line ON line.id = coalesce(now.row_id, issued.row_id)
WHERE (issued.value, coalesce(issued.not_applicable, '')) IS DISTINCT FROM (now.value, coalesce(now.not_applicable, ''))
ORDER BY line.filing_id, line.position, line.id, 5
"""


def issues() -> QuerySet[Issue]:
    """Every issue, the latest period first, with the versions counted."""
    return Issue.objects.select_related("period", "issued_by").annotate(counted=Count("lines")).order_by(
        "-period__due_at", "form"
    )  # fmt: skip


def issue_of(form: str, period: Period) -> Issue | None:
    """The issue of a form and period, None before 定稿."""
    return Issue.objects.filter(form=form, period=period).select_related("period", "issued_by").first()


@dataclass(frozen=True)
class Readiness:
    """What stands between a form's period and its issue. ``absent``: units not received, named in the issue's note."""

    spec: FormSpec
    period: Period
    found: list[Standing]
    checks: list[ProvinceCheck]
    issue: Issue | None
    unmade: list[str]  # cities the portal has no form of, as it is younger than the period

    @property
    def absent(self) -> list[Standing]:
        return [one for one in self.found if not one.counts(RECEIVED)]

    @property
    def correcting(self) -> list[Standing]:
        """Received once and under correction: the issue counts the version last received."""
        return [one for one in self.found if one.counts(RECEIVED) and one.filing.state not in ("received", "final")]

    @property
    def reasons_needed(self) -> list[str]:
        """What the note must answer for, in words; empty where the figures can go out as they are."""
        missing = [*(one.city for one in self.absent), *self.unmade]
        words = [f"未接收:{'、'.join(missing)}"] if missing else []
        return words + [f"{one.level_title}未过:{one.message}" for one in self.checks if one.needs_reason]


def readiness(scope: Scope, form: str, period: Period) -> Readiness | None:
    """How ready a form's period is. None: no such form in that period."""
    found = standings(scope, [period])
    of_form = [one for one in found if one.filing.form == form]
    if not of_form:
        return None
    totals = {code: _totals(scope, code, period, found) for code in dict.fromkeys(one.filing.form for one in found)}
    checks = [one for one in province_checks(totals) if one.form == form]
    made = {one.code for one in of_form}
    unmade = [unit.region.name for unit in expected_units(scope) if unit.region_id not in made]
    return Readiness(totals[form].spec, period, of_form, checks, issue_of(form, period), unmade)


def _totals(scope: Scope, form: str, period: Period, found: list[Standing]) -> Totals:
    of_form = [one for one in found if one.filing.form == form]
    spec = spec_in(form, of_form)
    return Totals(form, period, RECEIVED, spec, of_form, read_lines(scope, spec, of_form, RECEIVED, by_row=False))


@dataclass(frozen=True)
class Difference:
    """One cell of a later received version that is not what was issued. None with no 不适用 mark is a blank."""

    standing: Standing
    row_id: int
    label: str
    column: str
    issued: Decimal | None
    now: Decimal | None
    issued_na: bool
    now_na: bool


def differences(scope: Scope, form: str, period: Period) -> list[Difference]:
    """Cells that differ from the issue: corrected since, or of units first received after it."""
    changed = {
        one.filing.pk: one
        for one in standings(scope, [period], form)
        if one.filing.received_version_id != (one.issued.pk if one.issued else None)
    }
    if issue_of(form, period) is None:
        return []
    numbers = {pk: {column.key for column in spec_of(one.filing.edition).number_columns} for pk, one in changed.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            DIFFERENCES,
            {
                "issued": [one.issued.pk for one in changed.values() if one.issued],
                "now": [one.filing.received_version_id for one in changed.values()],
            },
        )
        rows = cursor.fetchall()
    return [
        Difference(changed[filing], row, label, column, issued, now, bool(issued_na), bool(now_na))
        for _version, filing, row, label, column, issued, now, issued_na, now_na in rows
        if column in numbers[filing]
    ]
