"""Typing numbers: parse, compare versions, store, audit, as one set and in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from portal import audit, clock
from portal.access import get_visible_or_404
from portal.actor import Actor
from reporting.formspec.spec import Column, FormSpec
from reporting.formspec.values import Refused, format_value, parse, plain_value
from reporting.models import Cell, CellMark, Filing, SlipItem
from reporting.queries.forms import spec_of
from reporting.queries.gate import Gate, gate
from reporting.queries.stand_in import signature, stands_in
from reporting.queries.values import CellNow, Cells, RowNow, draft_cells, draft_rows


@dataclass(frozen=True)
class Edit:
    """What somebody typed into a cell, and the version of the cell they saw (0: never saved)."""

    row: int
    column: str
    text: str
    version: int


@dataclass(frozen=True)
class Conflict:
    """Somebody else saved the cell meanwhile: both values stand, the person decides."""

    edit: Edit
    theirs: str
    shown: str
    version: int
    who: str
    when: str


@dataclass
class Outcome:
    """What became of a set of edits; refused edits changed nothing, the rest is stored.

    ``rows`` and ``cells`` are the sheet with what was stored: the filing is locked, nobody else changes it meanwhile.
    """

    filing: Filing
    rows: list[RowNow]
    cells: Cells
    saved: list[CellNow] = field(default_factory=list)
    refused: list[tuple[Edit, str]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    touched: set[tuple[str, str]] = field(default_factory=set)
    checked: list[tuple[int, str]] = field(default_factory=list)  # were 待核, and are no longer


class Closed(Exception):
    """The filing cannot be typed into now; the message says why and what to do."""


def lock(filing_id: int) -> Filing:
    """The filing, locked until the end of the caller's transaction: a save and a sending never overlap."""
    return _locking().get(pk=filing_id)


def lock_visible(filing_id: int, actor: Actor) -> Filing:
    """The same for a filing that a person asks for: 404 outside their scope."""
    return get_visible_or_404(_locking(), actor, pk=filing_id)


def _locking() -> QuerySet[Filing]:
    related = Filing.objects.select_related("edition", "period", "unit").defer("edition__definition")
    return related.select_for_update(of=("self",))


def record_cells(locked: Filing, edits: list[Edit], actor: Actor) -> Outcome:
    """Store what can be stored of ``edits`` and say of the rest why not. Raises Closed when nothing may be typed.

    The caller has locked the filing. A repeated request changes nothing: a cell that already holds the value is
    reported as saved, its version kept.
    """
    door = gate(locked, actor)
    if not door.open:
        raise Closed(door.why)
    spec = spec_of(locked.edition)
    out = Outcome(locked, draft_rows(locked), draft_cells(locked))
    rows = {row.pk: row for row in out.rows}
    changed, overtaken = [], []
    for edit in _last_of_each(edits):
        reason = _why_not(edit, spec, rows, door)
        if reason:
            out.refused.append((edit, reason))
        else:
            _take(edit, spec.column(edit.column), out, changed, overtaken)
    if changed:
        _store(locked, changed, actor)
        _tick_off(door, changed)
        if locked.noted:
            out.checked = _looked_at(locked, changed)
    for cell, _old in changed:
        stored = CellNow._make(getattr(cell, name) for name in CellNow._fields)
        out.cells[cell.row_id][cell.column] = stored
        out.saved.append(stored)
        out.touched.add((rows[cell.row_id].key, cell.column))
    out.conflicts = _conflicts(overtaken, spec) if overtaken else []
    return out


def _last_of_each(edits: list[Edit]) -> Iterable[Edit]:
    return {(edit.row, edit.column): edit for edit in edits}.values()


def _take(edit: Edit, column: Column, out: Outcome, changed: list, overtaken: list[Edit]) -> None:
    try:
        value = parse(edit.text, column)
    except Refused as error:
        out.refused.append((edit, str(error)))
        return
    old = out.cells[edit.row].get(edit.column)
    if old is not None and not old.not_applicable and content(old) == value or old is None and value is None:
        out.saved.append(old or CellNow(edit.row, edit.column, None, "", "", 0))
    elif old is not None and old.version != edit.version:
        overtaken.append(edit)
    else:
        changed.append((_cell(edit, value, old), old))


def _why_not(edit: Edit, spec: FormSpec, rows: dict[int, RowNow], door: Gate) -> str:
    if edit.row not in rows or not spec.has_column(edit.column):
        return "本表没有这一格,请刷新页面。"
    if rows[edit.row].struck:
        return "本行已注明本期不填;要填请先恢复本行。"
    if not door.allows(edit.row, edit.column):
        return door.why_shut(edit.row)
    return ""


def content(cell: Cell | CellNow) -> Decimal | str | None:
    """What a cell holds: its number, its text, or None for a blank."""
    return cell.value if cell.value is not None else (cell.text or None)


def _conflicts(edits: list[Edit], spec: FormSpec) -> list[Conflict]:
    """Who saved what meanwhile, asked for only where somebody did."""
    cells = Cell.objects.filter(row__in={edit.row for edit in edits}).select_related("saved_by")
    theirs = {(cell.row_id, cell.column): cell for cell in cells.defer("saved_by__phone")}
    return [_conflict(edit, theirs[edit.row, edit.column], spec.column(edit.column)) for edit in edits]


def _conflict(edit: Edit, old: Cell, column: Column) -> Conflict:
    held, who = content(old), old.saved_by.name if old.saved_by else ""
    when = f"{old.saved_at.astimezone(clock.SHANGHAI):%H:%M:%S}"
    return Conflict(edit, plain_value(held, column), format_value(held, column), old.version, who, when)


def _cell(edit: Edit, value: Decimal | str | None, old: CellNow | None) -> Cell:
    number = value if isinstance(value, Decimal) else None
    text = value if isinstance(value, str) else ""
    return Cell(
        row_id=edit.row,
        column=edit.column,
        value=number,
        text=text,
        version=old.version + 1 if old else 1,
        not_applicable="",
    )


def _store(filing: Filing, changed: list[tuple[Cell, CellNow | None]], actor: Actor) -> None:
    moment = clock.now()
    for cell, _old in changed:
        cell.saved_by, cell.saved_at = actor.account, moment
    Cell.objects.bulk_create(
        [cell for cell, _old in changed],
        update_conflicts=True,
        unique_fields=["row", "column"],
        update_fields=["value", "text", "not_applicable", "version", "saved_by", "saved_at"],
    )
    audit.record_many("filing.cell", actor, filing, [_change(cell, old) for cell, old in changed])
    touch(filing, actor)


def _change(cell: Cell, old: CellNow | None) -> dict:
    return {"row": cell.row_id, "column": cell.column, "old": _word(old), "new": _word(cell), "version": cell.version}


def _word(cell: Cell | CellNow | None) -> str | None:
    if cell is None:
        return None
    if cell.not_applicable:
        return "—"
    held = content(cell)
    return None if held is None else f"{held.normalize():f}" if isinstance(held, Decimal) else held


def touch(filing: Filing, actor: Actor) -> None:
    """The filing was changed: its revision grows, the page's head shows who and when.

    A school that fills its row is no 填表人 of the form: that stays who types for the city, whose name is printed.
    """
    moment = filing.saved_at = clock.now()
    filler = {"filled_by": actor.account, "filler_name": signature(filing, actor), "filled_on": moment.date()}
    if stands_in(filing, actor):
        filler["stood_in"] = True
    elif not actor.stands_for(filing.unit_id):
        filler = {}
    Filing.objects.filter(pk=filing.pk).changed(saved_at=moment, **filler)


def _tick_off(door: Gate, changed: list[tuple[Cell, CellNow | None]]) -> None:
    if door.slip is None:
        return
    rows = {cell.row_id for cell, _old in changed}
    keys = {(cell.row_id, cell.column) for cell, _old in changed}
    items = door.slip.items.filter(row__in=rows, done_at__isnull=True)
    done = [item.pk for item in items if not item.column or (item.row_id, item.column) in keys]
    SlipItem.objects.filter(pk__in=done).update(done_at=clock.now())


def _looked_at(filing: Filing, changed: list[tuple[Cell, CellNow | None]]) -> list[tuple[int, str]]:
    """Another number was typed: it is no longer 待核. Returns the cells that were."""
    keys = {(cell.row_id, cell.column) for cell, _old in changed}
    marks = CellMark.objects.filter(row__filing=filing)
    gone = {one.pk: (one.row_id, one.column) for one in marks if (one.row_id, one.column) in keys}
    CellMark.objects.filter(pk__in=gone).delete()
    return list(gone.values())


@transaction.atomic
def set_not_applicable(filing: Filing, row_id: int, column: str, reason: str, actor: Actor) -> str:
    """Mark a cell 不适用 with a reason (empty: take the mark back). Returns why not, or "" when done."""
    locked = lock(filing.pk)
    door = gate(locked, actor)
    if not door.allows(row_id, column):
        return door.why_shut(row_id)
    old = Cell.objects.filter(row__filing=locked, row_id=row_id, column=column).first()
    if not locked.rows.filter(pk=row_id).exists() or not spec_of(locked.edition).has_column(column):
        return "本表没有这一格,请刷新页面。"
    cell = Cell(
        row_id=row_id, column=column, not_applicable=reason.strip()[:200], version=old.version + 1 if old else 1
    )
    _store(locked, [(cell, old)], actor)
    _tick_off(door, [(cell, old)])
    return ""
