"""One table of figures, drawn on the screen and written to the workbook from the same values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from portal.components import Badge, Empty, Lines, Link, Progress, Row, Side, Table
from portal.components import Column as Head
from portal.workbook import writer
from reporting.formspec.spec import Column, FormSpec
from reporting.formspec.values import format_value
from reporting.rollup import NOTHING, Figure

LACKS = "缺数说明"
DASHES = ("", "—")  # of a nil return, or of a row that was not there: other cells of the row say so
KINDS = {"count": "count", "days": "count", "money": "money", "decimal": "money"}


@dataclass(frozen=True)
class Value:
    """What the screen shows and what the workbook holds."""

    shown: object
    plain: str | int | Decimal | None = None


@dataclass(frozen=True)
class Heading:
    """A column: its words, how the screen aligns it (text, num, state), what the workbook keeps in it.

    ``group``: words that stand over it and its neighbours of the same group.
    """

    title: str
    kind: str = "text"
    book: str = "text"
    group: str = ""


@dataclass(frozen=True)
class FigureTable:
    """Headings, rows and the 总计 row; ``title`` names the workbook."""

    title: str
    heads: Sequence[Heading]
    rows: Sequence[Sequence[Value]]
    foot: Sequence[Value] | None = None

    def drawn(self, empty: Empty, tones: Sequence[str] = ()) -> Table:
        """The table on the screen; wide ones move inside their own frame."""
        marks = tones or [""] * len(self.rows)
        return Table(
            self.title,
            [Head(head.title, head.kind) for head in self.heads],
            [Row([value.shown for value in row], tone) for row, tone in zip(self.rows, marks, strict=True)],
            foot=Row([value.shown for value in self.foot]) if self.foot else None,
            empty=empty,
            dense=True,
            scroll=len(self.heads) > 6,
            groups=self._groups(),
        )

    def _groups(self) -> list[tuple[str, int]]:
        runs = [(group, len(list(heads))) for group, heads in groupby(self.heads, lambda head: head.group)]
        return runs if any(group for group, _span in runs) else []

    def book(self) -> tuple[list[writer.Column], list[list]]:
        """Headings and rows of the workbook, 总计 last. Words among numbers move to a column of their own."""
        columns = [writer.Column(f"{head.group} {head.title}".strip(), head.book) for head in self.heads]
        rows = [_with_note(columns, row) for row in [*self.rows, *([self.foot] if self.foot else [])]]
        if any(row[-1] for row in rows):
            return [*columns, writer.Column(LACKS, width=40)], rows
        return columns, [row[:-1] for row in rows]


def _with_note(columns: Sequence[writer.Column], row: Sequence[Value]) -> list:
    """The row with its columns of numbers cleared of words, which stand at its end: Excel adds what is there."""
    cells, notes = [value.plain for value in row], {}
    for place, column in enumerate(columns):
        if column.kind != "text" and isinstance(cells[place], str):
            notes.setdefault(cells[place], []).append(column.title)
            cells[place] = None
    return [*cells, ";".join(f"{'、'.join(titles)}:{words}" for words, titles in notes.items() if words not in DASHES)]


def list_book(table: Table) -> tuple[list[writer.Column], list[list[str]]]:
    """A list as a workbook: the words of its cells, without the column of buttons."""
    kept = [place for place, column in enumerate(table.columns) if column.kind != "action"]
    heads = [writer.Column(table.columns[place].title) for place in kept]
    return heads, [[words_of(row.values[place]) for place in kept] for row in table.rows]


def words_of(thing: object) -> str:
    """What a cell of a list says."""
    if isinstance(thing, Badge | Link):
        return thing.text
    if isinstance(thing, Progress):
        return f"{thing.done}/{thing.total}"
    if isinstance(thing, Side):
        return " ".join(words_of(part) for part in thing.parts)
    if isinstance(thing, Lines):
        return f"{words_of(thing.main)} {words_of(thing.below)}".strip()
    return str(thing)


def text(words: str, url: str = "", strong: bool = False) -> Value:
    """Words, perhaps as a door."""
    return Value(Link(words, url, strong) if url or strong else words, words)


def heading(column: Column, half: str) -> Heading:
    """The heading over a column of figures: its short name with the unit."""
    name = column.short_for(half).removesuffix("人数") if column.unit == "人" else column.short_for(half)
    unit = "" if column.unit in ("", "人") else f"({column.unit})"
    return Heading(name + unit, "num", KINDS[column.kind])


def form_heading(spec: FormSpec, column: Column, half: str) -> Heading:
    """The same below its form, where a table or its page shows both: both count training, each by its rows."""
    return replace(heading(column, half), group=spec.mark)


def figure(found: Figure, column: Column, url: str = "") -> Value:
    """A sum. Over blanks it says how many cells are missing and is never a plain number, not in the workbook either."""
    if not found.applicable and found.value is None:
        return Value("—", None)
    if found.value is None:
        return Value(Link(f"缺 {found.missing} 格", url), f"缺 {found.missing} 格")
    shown = format_value(found.value, column)
    if found.missing:
        words = f"{shown}(缺 {found.missing} 格)"
        return Value(Lines(Link(shown, url), f"缺 {found.missing} 格"), words)
    return Value(Link(shown, url) if url else shown, found.value)


def figures(found: dict[str, Figure], columns: Sequence[Column], url) -> list[Value]:
    """One value per column; ``url(column key)`` is where the figure leads."""
    return [figure(found.get(column.key, NOTHING), column, url(column.key)) for column in columns]


def single_cells(found: dict[str, Figure], columns: Sequence[Column], url) -> list[Value]:
    """The same for a row whose figures are single cells: one that was not filled is 空白, not a sum that lacks one."""
    return [
        Value(Link("空白", url(column.key)), "空白") if _is_blank(found.get(column.key, NOTHING)) else shown
        for column, shown in zip(columns, figures(found, columns, url), strict=True)
    ]


def _is_blank(found: Figure) -> bool:
    return found.value is None and found.missing > 0


def nil_values(columns: Sequence[Column]) -> list[Value]:
    """A nil return: a dash, neither blank nor zero."""
    return [Value("—", "—")] * len(columns)


def blanks(columns: Sequence[Column]) -> list[Value]:
    """Nothing is counted here yet."""
    return [Value("", None)] * len(columns)
