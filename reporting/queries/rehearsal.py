"""试算: the checks of a draft edition over what was sent in a past period, beside those it was sent under.

Nothing is stored. Columns that the draft renames are followed by its ``carry``; one without a past is blank: what it is
judged by stays undecided and does not fire. Other forms are read as they stand now.
"""

from collections import defaultdict
from dataclasses import dataclass

from portal.scope import Scope
from reporting.formspec.checks import Finding, evaluate
from reporting.formspec.context import Past
from reporting.formspec.spec import FormSpec
from reporting.formspec.succession import column_map
from reporting.models import Filing, FrozenCell, Period
from reporting.queries.context import FilingContext
from reporting.queries.forms import spec_of
from reporting.queries.standings import SENT, Standing, standings
from reporting.queries.values import CellNow, Cells, RowNow

NEW, KEPT, GONE = "new", "kept", "gone"


@dataclass(frozen=True)
class Fired:
    """A check that fails of one row (or of 总计), by the draft, by the present edition, or by both."""

    filing: Filing
    finding: Finding
    row_id: int | None
    kind: str


@dataclass(frozen=True)
class Rehearsal:
    """What would have fired where; ``filings``: how many were judged, nil returns left out."""

    draft: FormSpec
    period: Period
    filings: int
    fired: list[Fired]


class Draft(FilingContext):
    """A filing's context under another edition than its own."""

    def __init__(self, filing: Filing, rows: list[RowNow], cells: Cells, spec: FormSpec):
        self.names = column_map(spec_of(filing.edition), spec)
        moved = {row: _renamed(there, self.names) for row, there in cells.items()}
        super().__init__(filing, rows, moved, spec)

    def _past(self, year: int, half: str) -> Past | None:
        past = super()._past(year, half)
        if past is None:
            return None
        rows = {key: _renamed(values, self.names) for key, values in past.rows.items()}
        return Past(rows, _renamed(past.total, self.names), past.name)

    def history(self, row_key: str | None, column: str):
        """The earlier values stand under the old key."""
        old = next((key for key, new in self.names.items() if new == column), None)
        return super().history(row_key, old) if old else []


def _renamed(values: dict, names: dict[str, str]) -> dict:
    return {names[key]: value for key, value in values.items() if key in names}


def rehearse(scope: Scope, draft: FormSpec, period: Period) -> Rehearsal:
    """Every version last sent of the period, judged by the draft and by its own edition."""
    found = [one for one in standings(scope, [period], draft.code) if one.counts(SENT) and not one.nil(SENT)]
    sheets = _sheets([one.version(SENT).pk for one in found])
    fired = [fired for one in found for fired in _judge(one, draft, *sheets[one.version(SENT).pk])]
    return Rehearsal(draft, period, len(found), fired)


def _judge(one: Standing, draft: FormSpec, rows: list[RowNow], cells: Cells) -> list[Fired]:
    filing = one.filing
    then = _failed(spec_of(filing.edition), FilingContext(filing, rows, cells))
    now = _failed(draft, Draft(filing, rows, cells, draft))
    ids = {row.key: row.pk for row in rows}
    kinds = {place: GONE for place in then} | {place: KEPT if place in then else NEW for place in now}
    return [Fired(filing, (then | now)[place], ids.get(place[1]), kind) for place, kind in kinds.items()]


def _failed(spec: FormSpec, context: FilingContext) -> dict[tuple[str, str | None], Finding]:
    found = evaluate(spec, context, outcomes=("failed",))
    return {(one.check, one.row_key): one for one in found}


def _sheets(versions: list[int]) -> dict[int, tuple[list[RowNow], Cells]]:
    """Rows and cells of versions as they were sent, in one read."""
    sheets: dict[int, tuple[dict[int, RowNow], Cells]] = {pk: ({}, defaultdict(dict)) for pk in versions}
    wanted = ("version_id", "row_id", "row__key", "row__label", "column", "value", "text", "not_applicable")
    frozen = FrozenCell.objects.filter(version__in=versions).order_by("row__position", "row_id")
    for version, row, key, label, column, *held in frozen.values_list(*wanted):
        rows, cells = sheets[version]
        rows[row] = RowNow(row, key, label, "")
        cells[row][column] = CellNow(row, column, *held, 0)
    return {pk: (list(rows.values()), cells) for pk, (rows, cells) in sheets.items()}
