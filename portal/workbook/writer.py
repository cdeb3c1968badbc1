"""The one writer of .xlsx: long tables written row by row, in which no text ever becomes a formula.

A cell that begins with ``= + - @`` would run as a formula in somebody's Excel; here text is always stored as text.
Blank stays an empty cell, 0 is 0.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal.downloads import download
from portal.workbook.rows import insert

FORMATS = {
    "text": "@",
    "count": "#,##0",
    "money": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
}
_LINE = Border(*[Side(style="thin", color="D8DEE6")] * 4)
_HEAD = PatternFill("solid", fgColor="F3F5F8")
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # not allowed in a workbook


@dataclass(frozen=True)
class Column:
    """A column of a table: heading, kind (a key of FORMATS) and width in characters (0: from the heading)."""

    title: str
    kind: str = "text"
    width: int = 0

    def __post_init__(self) -> None:
        if self.kind not in FORMATS:
            raise ValueError(f"unknown kind {self.kind!r}: one of {', '.join(FORMATS)}")


def table_response(filename: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence]) -> HttpResponse:
    """A table as a download: the title in row 1, headings in row 2 (they stay in view), then the rows.

    ``filename`` without ending. A row holds None, text, int, Decimal, date or datetime (already in Shanghai
    time). Raises ValueError where a row does not fit the columns.
    """
    return download(filename, "xlsx", table_bytes(title, columns, rows))


def table_bytes(title: str, columns: Sequence[Column], rows: Iterable[Sequence], titled: bool = True) -> bytes:
    """The workbook of ``table_response`` as bytes; without the title's row where it is to be read back by a machine."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(title))
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width or max(10, _width(column.title) + 4)
    sheet.freeze_panes = "B3" if titled else "B2"
    if titled:
        sheet.append([text_cell(sheet, title, font=Font(bold=True, size=14))])
    sheet.append(
        [text_cell(sheet, c.title, font=Font(bold=True), fill=_HEAD, alignment=_MIDDLE, border=_LINE) for c in columns]
    )
    styles = [_style(sheet, column) for column in columns]
    return insert(to_bytes(book), 3 if titled else 2, styles, rows, _without_controls)


def to_bytes(book: Workbook) -> bytes:
    """Save a workbook into memory."""
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_title(title: str) -> str:
    """A title that Excel accepts as the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or "表"


def text_cell(sheet: Worksheet, text: str, **style) -> WriteOnlyCell:
    """A cell of text, whatever it begins with; ``style``: font, fill, alignment, border."""
    cell = WriteOnlyCell(sheet)
    put(cell, text)
    for name, value in style.items():
        setattr(cell, name, value)
    return cell


def put(cell, value) -> None:
    """Write a value into any cell; text stays text and can never run as a formula."""
    if isinstance(value, str):
        cell.value = _without_controls(value)
        cell.data_type = "s"
    else:
        cell.value = value


def _style(sheet: Worksheet, column: Column) -> int:
    """The number under which the workbook keeps how a column's cells are dressed."""
    cell = WriteOnlyCell(sheet)
    cell.border = _LINE
    cell.alignment = _LEFT if column.kind == "text" else Alignment(vertical="center")
    cell.number_format = FORMATS[column.kind]
    return cell.style_id


def _without_controls(text: str) -> str:
    return _CONTROLS.sub("", text)


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 255 else 1 for sign in text)
