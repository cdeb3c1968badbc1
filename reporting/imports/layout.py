"""Finds a form inside a workbook, by content: where the heading stands, which column is which, where the rows are.

Reads our own template and what people typed by hand in the official layout: title rows, merged headings with line
breaks, units in the headings, a 总计 row, lines of 填表人 and notes.
"""

import re
import unicodedata
from dataclasses import dataclass

from portal.refusal import Refused
from portal.workbook.reader import ReadSheet, Value
from reporting.formspec.spec import PERIOD_WORDS, PRINTED_PERIOD, Column, FormSpec

HEAD_WITHIN = 25  # rows: the heading of a form stands near its top
TOTALS = ("总计", "合计", "全市合计", "小计")
ENDS = ("填表单位", "填表人", "填表时间", "单位负责人", "审核人", "注:", "备注:", "说明", "统计期间", "版本校验码")
_NOISE = re.compile(r"[\s()()\[\]【】,,、。.·:*☆★“”\"]+")


@dataclass(frozen=True)
class Layout:
    """Where a form stands on a sheet; rows and columns count from 0."""

    sheet: ReadSheet
    first: int
    label: int
    columns: dict[int, Column]
    strange: tuple[str, ...]

    @property
    def missing(self) -> bool:
        return not self.columns


def plain(text: Value) -> str:
    """A heading or name as it is compared: narrow, without spaces, breaks and punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", str(text or "")))


def nearest(sheets: list[ReadSheet], spec: FormSpec, half: str) -> Layout | None:
    """The sheet on which most of the form's columns stand, whether or not it is the form."""
    names = _names(spec, half)
    return max((_layout(sheet, spec, names) for sheet in sheets), key=lambda one: len(one.columns), default=None)


def refuse_misfit(best: Layout | None, spec: FormSpec, half: str) -> None:
    """Raises Refused where the nearest sheet is not the form, or is another half's."""
    wanted = len(spec.number_columns)
    if best is None or len(best.columns) < min(3, wanted):
        raise Refused([f"没有找到{spec.mark}的表头。请用本页的模板,或照{spec.mark}的格式填写后再上传。"])
    other = next(word for key, word in PERIOD_WORDS.items() if key != half)
    top = "".join(plain(value) for row in best.sheet.rows[: best.first] for value in row)
    if other in top and PERIOD_WORDS[half] not in top.replace(other, ""):
        raise Refused([f"表头写的是“{other}”,本次应报“{PERIOD_WORDS[half]}”的数:这像是另一期的表,没有读入。"])


def body(layout: Layout) -> list[tuple[int, str]]:
    """(row, name) of every line under the heading, to the 总计 or the notes below."""
    found = []
    for number, row in enumerate(layout.sheet.rows[layout.first :], start=layout.first):
        words = [plain(value) for value in row[: layout.label + 1]]
        if any(word in TOTALS for word in words) or str(row[0] or "").strip().startswith(ENDS):
            break
        name = str(row[layout.label] or "").strip() if layout.label < len(row) else ""
        if name:
            found.append((number, name))
    return found


def total_row(layout: Layout) -> int | None:
    """The row of 总计, None where the sheet has none."""
    for number, row in enumerate(layout.sheet.rows[layout.first :], start=layout.first):
        if any(plain(value) in TOTALS for value in row[: layout.label + 1]):
            return number
    return None


def _names(spec: FormSpec, half: str) -> dict[str, Column]:
    """All that a column may be called, compared as ``plain``."""
    names: dict[str, Column] = {}
    for column in spec.columns:
        units = ["", column.unit] if column.unit else [""]
        for title in (column.title, column.title_for(half), column.short, column.short_for(half)):
            bare = plain(title).removesuffix(column.unit)
            for unit in units:
                names.setdefault(bare + unit, column)
                names.setdefault(bare.replace(plain(PRINTED_PERIOD), "") + unit, column)
    return names


def _layout(sheet: ReadSheet, spec: FormSpec, names: dict[str, Column]) -> Layout:
    columns: dict[int, Column] = {}
    last, label, strange = -1, -1, []
    axis = {plain(spec.axis_title), "名称", plain(spec.axis_title).removesuffix("名称")}
    for number, row in enumerate(sheet.rows[:HEAD_WITHIN]):
        for place, value in enumerate(row):
            name = plain(value)
            if name in names and names[name] not in columns.values():
                columns[place], last = names[name], max(last, _bottom(sheet, number, place))
            elif name in axis and label < 0:
                label, last = place, max(last, _bottom(sheet, number, place))
            elif len(name) > 4 and place not in columns and _single(sheet, number, place):
                strange.append((number, str(value)))
    label = label if label >= 0 else min(columns, default=1) - 1
    unknown = tuple(text.replace("\n", "") for number, text in strange if number == last)
    return Layout(sheet, last + 1, max(label, 0), columns, unknown)


def _bottom(sheet: ReadSheet, row: int, column: int) -> int:
    return next((b for top, left, b, _right in sheet.merged if (top, left) == (row, column)), row)


def _single(sheet: ReadSheet, row: int, column: int) -> bool:
    return not any(t == row and left == column and right > left for t, left, _b, right in sheet.merged)
