"""The sheet handed to every renderer: plain values, already decided, so that drawing asks no question.

Built by ``reporting.queries``; read by the grid, the workbook and the paper. No renderer touches a model.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from reporting.formspec.spec import Column, FormSpec
from reporting.formspec.values import format_value

NOT_APPLICABLE = "—"


class SheetCell(NamedTuple):
    """One cell. ``value`` None is a blank; ``applicable`` False is neither a blank nor a zero.

    A tuple, as a page makes thousands of them.
    ``open``: may be edited now by the person looking. ``level``: the worst failed check, "" when none failed.
    ``marked``: on an open slip the slip's word (退回, 更正), else "". ``text``: the value as shown.
    ``changed``: what the version before said, "" where it said the same. ``note``: "核", "注" or both, where the
    cell is marked 待核 or has an open thread.
    """

    column: str
    value: Decimal | str | None
    applicable: bool
    version: int
    open: bool
    level: str
    marked: str
    text: str
    changed: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One printed row. ``struck``: why the whole row does not apply, "" when it does. ``note``: e.g. 推定."""

    id: int
    seq: int
    key: str
    label: str
    struck: str
    open: bool
    cells: dict[str, SheetCell]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SheetTotal:
    """总计 of one column: the sum of what is there, how many cells are missing, and 去重人数 where one is known."""

    value: Decimal | None
    missing: int
    distinct: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One filing as a sheet of paper. ``half`` is "H1" or "Y"; ``editable``: at least one cell is open."""

    filing_id: int
    half: str
    spec: FormSpec
    rows: list[SheetRow]
    totals: dict[str, SheetTotal]
    editable: bool
    version: int


def total_text(total: SheetTotal | None, column: Column) -> str:
    """总计 as printed: a sum over blanks says how many cells it lacks; "—" where no cell applies, "" under text."""
    if total is None:
        return ""
    if total.missing:
        return f"{format_value(total.value, column)}(缺 {total.missing} 格)"
    return NOT_APPLICABLE if total.value is None else format_value(total.value, column)
