"""Typing numbers: parse, compare versions, store, audit, as one set and in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.db.models import F

from portal import audit, clock
from portal.actor import Actor
from reporting.formspec.spec import FormSpec
from reporting.formspec.values import Refused, format_value, parse, plain_value
from reporting.models import Cell, Filing, FilingRow, SlipItem
from reporting.queries.forms import spec_of
from reporting.queries.gate import Gate, gate


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
    """What became of a set of edits; refused edits changed nothing, the rest is stored."""

    filing: Filing
    saved: list[Cell] = field(default_factory=list)
    refused: list[tuple[Edit, str]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    touched: set[tuple[str, str]] = field(default_factory=set)


class Closed(Exception):
    """The filing cannot be typed into now; the message says why and what to do."""


def lock(filing_id: int) -> Filing:
    """The filing, locked until the end of the caller's transaction: a save and a sending never overlap."""
    related = Filing.objects.select_related("edition", "period", "unit")
    return related.select_for_update(of=("self",)).get(pk=filing_id)


@transaction.atomic(savepoint=False)
def record_cells(filing: Filing, edits: list[Edit], actor: Actor) -> Outcome:
    """Store what can be stored of ``edits`` and say of the rest why not. Raises Closed when nothing may be typed.

    A repeated request changes nothing: a cell that already holds the value is reported as saved, its version kept.
    """
    locked = lock(filing.pk)
    door = gate(locked, actor)
    if not door.open:
        raise Closed(door.why)
    spec = spec_of(locked.edition)
    rows = {row.pk: row for row in locked.rows.filter(pk__in={edit.row for edit in edits})}
    cells = Cell.objects.filter(row__in=rows).select_related("saved_by").defer("saved_by__phone")
    have = {(cell.row_id, cell.column): cell for cell in cells}
    outcome, changed = Outcome(locked), []
    for edit in _last_of_each(edits):
        _take(edit, spec, rows, have.get((edit.row, edit.column)), door, outcome, changed)
    if changed:
        _store(locked, changed, actor)
        outcome.saved += [cell for cell, old in changed]
        _tick_off(door, changed)
    outcome.touched = {(rows[cell.row_id].key, cell.column) for cell, old in changed}
    return outcome


def _last_of_each(edits: list[Edit]) -> Iterable[Edit]:
    return {(edit.row, edit.column): edit for edit in edits}.values()


def _take(
    edit: Edit, spec: FormSpec, rows: dict[int, FilingRow], old: Cell | None, door: Gate, out: Outcome, changed: list
):
    reason = _why_not(edit, spec, rows, door)
    if reason:
        out.refused.append((edit, reason))
        return
    column = spec.column(edit.column)
    try:
        value = parse(edit.text, column)
    except Refused as error:
        out.refused.append((edit, str(error)))
        return
    if old is not None and not old.not_applicable and content(old) == value or old is None and value is None:
        out.saved.append(old or Cell(row_id=edit.row, column=edit.column, version=0))
    elif old is not None and old.version != edit.version:
        out.conflicts.append(_conflict(edit, old, spec))
    else:
        changed.append((_cell(edit, value, old), old))


def _why_not(edit: Edit, spec: FormSpec, rows: dict[int, FilingRow], door: Gate) -> str:
    if edit.row not in rows or not spec.has_column(edit.column):
        return "本表没有这一格,请刷新页面。"
    if rows[edit.row].struck:
        return "本行已注明本期不填;要填请先恢复本行。"
    if not door.allows(edit.row, edit.column):
        return "这一格不在退回单所列之内,仍锁定。"
    return ""


def content(cell: Cell) -> Decimal | str | None:
    """What a cell holds: its number, its text, or None for a blank."""
    return cell.value if cell.value is not None else (cell.text or None)


def _conflict(edit: Edit, old: Cell, spec: FormSpec) -> Conflict:
    column = spec.column(edit.column)
    shown = format_value(content(old), column)
    who = old.saved_by.name if old.saved_by else ""
    theirs = plain_value(content(old), column)
    return Conflict(edit, theirs, shown, old.version, who, f"{old.saved_at.astimezone(clock.SHANGHAI):%H:%M:%S}")


def _cell(edit: Edit, value: Decimal | str | None, old: Cell | None) -> Cell:
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


def _store(filing: Filing, changed: list[tuple[Cell, Cell | None]], actor: Actor) -> None:
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


def _change(cell: Cell, old: Cell | None) -> dict:
    return {"row": cell.row_id, "column": cell.column, "old": _word(old), "new": _word(cell), "version": cell.version}


def _word(cell: Cell | None) -> str | None:
    if cell is None:
        return None
    if cell.not_applicable:
        return "—"
    held = content(cell)
    return None if held is None else f"{held.normalize():f}" if isinstance(held, Decimal) else held


def touch(filing: Filing, actor: Actor) -> None:
    """The filing was changed: its revision grows, the page's head shows who and when."""
    moment = filing.saved_at = clock.now()
    Filing.objects.filter(pk=filing.pk).update(
        revision=F("revision") + 1,
        saved_at=moment,
        filled_by=actor.account,
        filler_name=actor.name,
        filled_on=moment.date(),
    )


def _tick_off(door: Gate, changed: list[tuple[Cell, Cell | None]]) -> None:
    if door.slip is None:
        return
    rows = {cell.row_id for cell, _old in changed}
    keys = {(cell.row_id, cell.column) for cell, _old in changed}
    items = door.slip.items.filter(row__in=rows, done_at__isnull=True)
    done = [item.pk for item in items if not item.column or (item.row_id, item.column) in keys]
    SlipItem.objects.filter(pk__in=done).update(done_at=clock.now())


@transaction.atomic
def set_not_applicable(filing: Filing, row_id: int, column: str, reason: str, actor: Actor) -> str:
    """Mark a cell 不适用 with a reason (empty: take the mark back). Returns why not, or "" when done."""
    locked = lock(filing.pk)
    door = gate(locked, actor)
    if not door.allows(row_id, column):
        return door.why or "这一格不在退回单所列之内,仍锁定。"
    old = Cell.objects.filter(row__filing=locked, row_id=row_id, column=column).first()
    if not locked.rows.filter(pk=row_id).exists() or not spec_of(locked.edition).has_column(column):
        return "本表没有这一格,请刷新页面。"
    cell = Cell(
        row_id=row_id, column=column, not_applicable=reason.strip()[:200], version=old.version + 1 if old else 1
    )
    _store(locked, [(cell, old)], actor)
    _tick_off(door, [(cell, old)])
    return ""
