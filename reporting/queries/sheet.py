"""A filing as a sheet of paper: rows, cells with their state for the person looking, totals, findings, progress."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.actor import Actor
from reporting.formspec.checks import Finding, evaluate, worst_levels
from reporting.formspec.context import RowValues, Total, total_of
from reporting.formspec.spec import Column, FormSpec
from reporting.formspec.values import format_value
from reporting.models import Filing, Slip
from reporting.queries.context import FilingContext
from reporting.queries.filings import Changed, latest_slip, slip_differences, version_differences
from reporting.queries.forms import spec_of
from reporting.queries.gate import Gate, gate
from reporting.queries.notes import NO_NOTES, Notes, notes_of
from reporting.queries.values import CellNow, RowNow, draft_cells, draft_rows
from reporting.renderers.sheet import Sheet, SheetCell, SheetRow, SheetTotal

Levels = dict[tuple[str | None, str], str]


@dataclass(frozen=True)
class Progress:
    """Filled and expected number cells; an empty form is not complete, a nil return is."""

    filled: int
    expected: int

    @property
    def missing(self) -> int:
        return self.expected - self.filled


@dataclass(frozen=True)
class Checked:
    """A filing's numbers judged: what a save answers with, what guards ask, what a page draws from."""

    context: FilingContext
    findings: list[Finding]
    totals: dict[str, SheetTotal]
    progress: Progress


def checked(filing: Filing) -> Checked:
    """All checks of the filing as it stands; a nil return has nothing to check."""
    spec = spec_of(filing.edition)
    context = FilingContext(filing, draft_rows(filing), draft_cells(filing))
    findings = [] if filing.nil else evaluate(spec, context)
    totals = {column.key: total_of(context.rows, column.key) for column in spec.number_columns}
    drawn = {key: SheetTotal(total.value, total.missing) for key, total in totals.items()}
    return Checked(context, findings, drawn, _progress(totals.values(), filing.nil))


@dataclass(frozen=True)
class Desk:
    """All a form page needs, read in a handful of queries whatever the size of the form."""

    filing: Filing
    spec: FormSpec
    door: Gate
    sheet: Sheet
    checked: Checked
    changed: Changed  # by the version last sent, or by what answers an open slip
    slip: Slip | None  # the one people talk about now
    notes: Notes

    @property
    def findings(self) -> list[Finding]:
        return self.checked.findings

    @property
    def progress(self) -> Progress:
        return self.checked.progress

    @property
    def context(self) -> FilingContext:
        return self.checked.context


def desk(filing: Filing, actor: Actor) -> Desk:
    """The form page of ``filing`` for ``actor``."""
    spec, door, judged = spec_of(filing.edition), gate(filing, actor), checked(filing)
    slip = door.slip or latest_slip(filing)
    changed = _changed(filing, slip, judged)
    word = slip.get_kind_display() if slip else ""
    notes = notes_of(filing)
    about = _About(door, worst_levels(judged.findings), _marks(slip), word, changed, notes)
    lines = enumerate(judged.context.lines, start=1)
    drawn = [_row(row, place, values, cells, spec, about) for place, (row, values, cells) in lines]
    sheet = Sheet(filing.pk, filing.period.half, spec, drawn, judged.totals, door.open, filing.revision)
    return Desk(filing, spec, door, sheet, judged, changed, slip, notes)


def typing_sheet(filing: Filing, actor: Actor) -> tuple[Gate, Sheet]:
    """Rows and cells with what is open for ``actor``, unjudged and without 总计: for what only wants to type."""
    spec, door = spec_of(filing.edition), gate(filing, actor)
    context = FilingContext(filing, draft_rows(filing), draft_cells(filing))
    about = _About(door, {}, set(), "", {})
    lines = enumerate(context.lines, start=1)
    drawn = [_row(row, place, values, cells, spec, about) for place, (row, values, cells) in lines]
    return door, Sheet(filing.pk, filing.period.half, spec, drawn, {}, door.open, filing.revision)


def _progress(totals: Iterable[Total], nil: bool) -> Progress:
    """Counted over number cells that apply."""
    if nil:
        return Progress(0, 0)
    expected, missing = (sum(numbers) for numbers in zip(*((t.applicable, t.missing) for t in totals), strict=True))
    return Progress(expected - missing, expected)


def _changed(filing: Filing, slip: Slip | None, judged: Checked) -> Changed:
    """What is new in the version last sent, or under an open slip in the numbers that answer it."""
    if slip is None or slip.state != Slip.State.OPEN:
        return version_differences(filing)
    cells = (cell for row, _values, cells in judged.context.lines if not row.struck for cell in cells.values())
    return slip_differences(slip, cells)


def _marks(slip: Slip | None) -> set[tuple[int, str]]:
    marked = slip is not None and slip.state in (Slip.State.OPEN, Slip.State.ANSWERED)
    return set(slip.items.values_list("row_id", "column")) if marked else set()


@dataclass(frozen=True)
class _About:
    """What is known of cells besides their values."""

    door: Gate
    levels: Levels
    marks: set[tuple[int, str]]
    word: str  # of the slip the marks are on: 退回 or 更正
    before: dict[tuple[int, str], object]
    notes: Notes = NO_NOTES

    def note(self, place: tuple[int, str]) -> str:
        """The signs of what people say of the cell."""
        return ("核" if place in self.notes.marks else "") + ("注" if place in self.notes.threads else "")

    def was(self, place: tuple[int, str], column: Column) -> str:
        """What the version before said, where something else stands now."""
        if place not in self.before:
            return ""
        old = self.before[place][0]
        return "空" if old is None else old if old == "—" else format_value(old, column)


def _row(
    row: RowNow, place: int, values: RowValues, cells: dict[str, CellNow], spec: FormSpec, about: _About
) -> SheetRow:
    own = about.door.whole and row.pk not in about.door.handed
    drawn, whole, whole_row_marked = {}, own and not row.struck, (row.pk, "") in about.marks
    all_apply = values.applicable is None and not values.struck
    for column in spec.columns:
        key, at = column.key, (row.pk, column.key)
        cell, value = cells.get(key), values.values.get(key)
        is_open = whole or (not row.struck and about.door.allows(*at))
        drawn[key] = SheetCell(
            column=key,
            value=value,
            applicable=all_apply or values.applies(key),
            version=cell.version if cell else 0,
            open=is_open,
            level=about.levels.get((row.key, key), ""),
            marked=about.word if whole_row_marked or at in about.marks else "",
            text=format_value(value, column),
            # Of a cell that is being typed into it would be out of date with the next save.
            changed=about.was(at, column) if about.before and not is_open else "",
            note=about.note(at) if about.notes is not NO_NOTES else "",
        )
    some_open = own or any(cell.open for cell in drawn.values())
    note = "院校(县)填报中" if row.pk in about.door.handed else ""
    return SheetRow(row.pk, place, row.key, row.label, row.struck, some_open, drawn, note)
