"""What a figure is made of: the rows behind it, each with its filing and the reasons written for its column."""

from dataclasses import dataclass
from datetime import datetime

from portal.scope import Scope
from reporting.formspec.rules import rules_of
from reporting.formspec.spec import Column, FormSpec
from reporting.models import Cell, Explanation, Period
from reporting.queries import totals
from reporting.queries.standings import Standing
from reporting.rollup import NOTHING, Figure, Line


@dataclass(frozen=True)
class DrillRow:
    """One cell behind a figure: value, or blank, or 不适用 (``figure.applicable`` 0)."""

    line: Line
    figure: Figure
    standing: Standing
    reasons: list["Reason"]


@dataclass(frozen=True)
class Reason:
    """A written reason; ``outdated``: a number it explains was changed after it, in what is counted."""

    said: Explanation
    outdated: bool = False


@dataclass(frozen=True)
class Drill:
    """The rows of one column; ``reasons`` are those written for 总计, ``nil`` the units with nothing to report."""

    found: totals.Totals
    column: Column
    rows: list[DrillRow]
    nil: list[Standing]
    reasons: list[Reason]

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
    written = _reasons(found, {line.filing_id for line in lines}, column)
    rows = [
        DrillRow(line, line.figures.get(column, NOTHING), by_filing[line.filing_id], written.get(line.row_id, []))
        for line in lines
    ]
    return Drill(found, found.spec.column(column), rows, nil, written.get(None, []))


def _reasons(found: totals.Totals, filings: set[int], column: str) -> dict[int | None, list[Reason]]:
    said = Explanation.objects.filter(filing__in=filings).select_related("filing__unit__region", "by")
    about = [(one, columns) for one in said if column in (columns := _columns(found.spec, one.check_code))]
    typed = _typed({one.row_id for one, _columns in about if one.row_id})
    sent = {one.filing.pk: version.sent_at for one in found.standings if (version := one.version(found.basis))}
    written: dict[int | None, list[Reason]] = {}
    for one, columns in about:
        until = sent.get(one.filing_id)
        moments = (typed.get((one.row_id, key)) for key in columns)
        later = any(at > one.at and (until is None or at <= until) for at in moments if at)
        written.setdefault(one.row_id, []).append(Reason(one, later))
    return written


def _typed(rows: set[int]) -> dict[tuple[int, str], datetime]:
    """When each cell of these rows was last saved; asked only where there is a reason."""
    if not rows:
        return {}
    saved = Cell.objects.filter(row__in=rows).values_list("row_id", "column", "saved_at")
    return {(row, key): at for row, key, at in saved}


def _columns(spec: FormSpec, code: str) -> tuple[str, ...]:
    """The columns that a check speaks of; of a check that the edition dropped none."""
    return next((rule.columns for rule in rules_of(spec) if rule.code == code), ())
