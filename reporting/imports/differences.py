"""A workbook held against the filing, cell by cell: what would change, what is refused and why. Stores nothing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from difflib import get_close_matches

from portal.actor import Actor
from portal.refusal import Refused
from portal.workbook.reader import Value, address, read
from reporting.formspec import values
from reporting.formspec.spec import Column
from reporting.imports import layout
from reporting.imports.head import refuse_foreign
from reporting.imports.older import Older, find
from reporting.models import Filing
from reporting.queries.sheet import typing_sheet
from reporting.renderers.sheet import NOT_APPLICABLE, Sheet, SheetCell, SheetRow

DASHES = ("—", "-", "——", "/", "―")


@dataclass(frozen=True)
class Change:
    """One cell that would change. ``erases``: the file is blank where the portal holds something."""

    address: str
    row: SheetRow
    column: Column
    now: str
    new: str
    version: int
    erases: bool = False

    @property
    def place(self) -> str:
        return f"{self.row.id}-{self.column.key}"


@dataclass(frozen=True)
class Problem:
    """What could not be read, by the address in the file."""

    address: str
    text: str


@dataclass
class Preview:
    """What a file would do to a filing."""

    sheet: str
    older: Older | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    same: int = 0


def compare(filing: Filing, content: bytes, actor: Actor) -> Preview:
    """Read a workbook against ``filing`` as ``actor`` may fill it. Raises Refused where it is not this form."""
    door, sheet = typing_sheet(filing, actor)
    if not door.open:
        raise Refused([door.why])
    sheets = read(content)
    refuse_foreign(sheets, filing, sheet.spec)
    found, older = find(sheets, filing.edition, filing.period.half)
    preview = Preview(found.sheet.name, older)
    preview.notes += _notes(sheets, found)
    lines = _lines(found, sheet, preview)
    for number, row in lines:
        for place, column in found.columns.items():
            _cell(found, (number, place), row, column, preview)
    _hold_totals(found, [number for number, _row in lines], preview)
    return preview


def _notes(sheets, found: layout.Layout) -> list[str]:
    notes = [f"工作表“{one.name}”是隐藏的,没有读。" for one in sheets if one.hidden and one is not found.sheet]
    if found.sheet.hidden:
        notes.append(f"报表在隐藏的工作表“{found.sheet.name}”里,请核对是不是要用的那一张。")
    if found.strange:
        notes.append(f"有 {len(found.strange)} 列没有对上,没有读:{'、'.join(found.strange[:6])}。")
    used = sorted(found.sheet.formulas & _addresses(found))
    if used:
        notes.append(f"{'、'.join(used[:12])}{' 等' if len(used) > 12 else ''}是公式,用的是它算出的数。")
    return notes


def _addresses(found: layout.Layout) -> set[str]:
    return {address(number, place) for number, _name in layout.body(found) for place in found.columns}


def _lines(found: layout.Layout, sheet: Sheet, preview: Preview) -> list[tuple[int, SheetRow]]:
    """The rows of the file that are rows of the filing, each once."""
    known = _known(sheet.rows)
    lines, seen = [], {}
    for number, name in layout.body(found):
        row, place = known.get(layout.plain(name)), address(number, found.label)
        if row is None:
            near = get_close_matches(layout.plain(name), known, 1, 0.5)
            hint = f"是不是“{known[near[0]].label}”?" if near else "请先在本表增加这一行。"
            preview.problems.append(Problem(place, f"“{name[:30]}”不在本表的行里,这一行没有读。{hint}"))
        elif row.id in seen:
            preview.problems.append(Problem(place, f"“{row.label}”在 {seen[row.id]} 已有一行,这一行没有读。"))
        elif row.struck:
            preview.problems.append(Problem(place, f"“{row.label}”已注明本期不填,这一行没有读;要填请先恢复本行。"))
        else:
            seen[row.id] = place
            lines.append((number, row))
    return lines


def _known(rows: list[SheetRow]) -> dict[str, SheetRow]:
    """Rows by name; a county also without its 市, 县 or 区 where that is unmistakable."""
    known = {layout.plain(row.label): row for row in rows}
    short: dict[str, list[SheetRow]] = {}
    for name, row in known.items():
        if len(name) > 2 and name[-1] in "市县区":
            short.setdefault(name[:-1], []).append(row)
    return {name: found[0] for name, found in short.items() if len(found) == 1} | known


def _cell(found: layout.Layout, at: tuple[int, int], row: SheetRow, column: Column, preview: Preview) -> None:
    number, place = at
    line, where = found.sheet.rows[number], address(number, place)
    held, value = row.cells[column.key], line[place] if place < len(line) else None
    if where in found.sheet.errors:
        preview.problems.append(Problem(where, "是错误值(如 #N/A、#REF!),没有读。请在文件里改正公式。"))
        return
    if any(t <= number <= b and left <= place <= r for t, left, b, r in found.sheet.merged):
        preview.problems.append(Problem(where, "在合并单元格里,看不出是哪一行的数,没有读。请取消合并后再上传。"))
        return
    try:
        text = _text(value, column)
        new = values.format_value(values.parse(text, column), column)
    except values.Refused as error:
        if not held.applicable and str(value).strip() in DASHES:
            preview.same += 1
        else:
            preview.problems.append(Problem(where, str(error)))
        return
    _take(Change(where, row, column, _now(held), new, held.version, new == ""), held, text, preview)


def _take(change: Change, held: SheetCell, text: str, preview: Preview) -> None:
    if change.new == (held.text if held.applicable else ""):
        preview.same += 1
    elif not held.open:
        words = f"文件是 {change.new or '空'},平台是 {change.now}:这一格锁定,没有读。"
        preview.problems.append(Problem(change.address, words))
    else:
        preview.changes.append(change)


def _now(held: SheetCell) -> str:
    return (held.text or "空") if held.applicable else f"{NOT_APPLICABLE} 不适用"


def _text(value: Value, column: Column) -> str:
    """What was typed, as text that the column's own parser judges; Excel keeps 15 digits of a number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        raise values.Refused("是真/假值,不是数字。")
    if isinstance(value, datetime | timedelta):
        raise values.Refused("是日期或时间,不是数字。请把单元格格式改为“常规”,重新填数。")
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else str(value)
    return str(value)


def _hold_totals(found: layout.Layout, lines: list[int], preview: Preview) -> None:
    """The file's own 总计 is never stored, only held against its rows."""
    number = layout.total_row(found)
    if number is None:
        return
    for place, column in found.columns.items():
        written = _number(found, number, place, column)
        parts = [_number(found, line, place, column) for line in lines]
        summed = sum(part for part in parts if part is not None)
        if written is not None and address(number, place) not in found.sheet.formulas and written != summed:
            said, real = values.format_value(written, column), values.format_value(summed, column)
            where = address(number, place)
            preview.notes.append(f"{where} 总计写的是 {said},各行相加是 {real};平台以各行相加为准。")


def _number(found: layout.Layout, row: int, place: int, column: Column) -> Decimal | None:
    line = found.sheet.rows[row]
    try:
        value = values.parse(_text(line[place] if place < len(line) else None, column), column)
    except values.Refused:  # said at its own cell already; a 总计 in words is not held against anything
        return None
    return value if isinstance(value, Decimal) else None
