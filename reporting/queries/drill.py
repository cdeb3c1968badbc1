"""What a figure is made of: the rows behind it, each with its filing and the reasons written for its column."""

from dataclasses import dataclass

from portal.scope import Scope
from reporting.formspec.rules import rules_of
from reporting.formspec.spec import Column, FormSpec
from reporting.models import Explanation, Period
from reporting.queries import totals
from reporting.queries.standings import Standing
from reporting.rollup import NOTHING, Figure, Line


@dataclass(frozen=True)
class DrillRow:
    """One cell behind a figure: value, or blank, or 不适用 (``figure.applicable`` 0)."""

    line: Line
    figure: Figure
    standing: Standing
    reasons: list[Explanation]


@dataclass(frozen=True)
class Drill:
    """The rows of one column; ``reasons`` are those written for 总计, ``nil`` the units with nothing to report."""

    found: totals.Totals
    column: Column
    rows: list[DrillRow]
    nil: list[Standing]
    reasons: list[Explanation]

    @property
    def total(self) -> Figure:
        """The figure that was opened: the sum of the rows."""
        return sum((row.figure for row in self.rows), NOTHING)


def drill(scope: Scope, form: str, period: Period, basis: str, column: str, city: str, row: str) -> Drill | None:
    """The rows behind a figure, of one city or one row where asked. None: no such form or number column."""
    found = totals.by_row(scope, form, period, basis)
    if found is None or not found.spec.has_column(column) or not found.spec.column(column).is_number:
        return None
    lines = [one for one in found.lines if city in ("", one.city_code) and row in ("", one.key)]
    nil = [one for one in found.nil if city in ("", one.code) and not row]
    by_filing = {one.filing.pk: one for one in found.standings}
    written = _reasons(found.spec, {line.filing_id for line in lines}, column)
    rows = [
        DrillRow(line, line.figures.get(column, NOTHING), by_filing[line.filing_id], written.get(line.row_id, []))
        for line in lines
    ]
    return Drill(found, found.spec.column(column), rows, nil, written.get(None, []))


def _reasons(spec: FormSpec, filings: set[int], column: str) -> dict[int | None, list[Explanation]]:
    written: dict[int | None, list[Explanation]] = {}
    for one in Explanation.objects.filter(filing__in=filings).select_related("filing__unit__region", "by"):
        if column in _columns(spec, one.check_code):
            written.setdefault(one.row_id, []).append(one)
    return written


def _columns(spec: FormSpec, code: str) -> tuple[str, ...]:
    """The columns that a check speaks of; of a check that the edition dropped none."""
    return next((rule.columns for rule in rules_of(spec) if rule.code == code), ())
