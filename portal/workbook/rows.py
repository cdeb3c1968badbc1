"""Rows of a long table as the text of a sheet, put into a workbook that openpyxl made with everything else.

openpyxl makes an object and two XML elements of each cell: six seconds for the 11,000 rows of an audit, of which half a
second is needed. Only plain rows go this way; headings, widths and styles stay openpyxl's.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"


def insert(book: bytes, first: int, styles: Sequence[int], rows: Iterable[Sequence], clean: Callable) -> bytes:
    """The workbook with ``rows`` from line ``first`` on; a style per column, ``clean`` what it takes out of a text."""
    stream = BytesIO()
    with ZipFile(BytesIO(book)) as old, ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
        head, _, tail = old.read(SHEET).rpartition(END)
        with new.open(SHEET, "w") as sheet:
            sheet.write(head)
            starts = [(get_column_letter(place), style) for place, style in enumerate(styles, 1)]
            for line, row in enumerate(rows, first):
                cells = [_cell(f'{a}{line}" s="{s}"', v, clean) for (a, s), v in zip(starts, row, strict=True)]
                sheet.write(f'<row r="{line}">{"".join(cells)}</row>'.encode())
            sheet.write(END + tail)
    return stream.getvalue()


def _cell(start: str, value, clean: Callable[[str], str]) -> str:
    """Text is kept as text, whatever it begins with; blank is an empty cell; a moment loses its zone."""
    if value is None or value == "":
        return f'<c r="{start}/>'
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    if isinstance(value, date):
        value = to_excel(value)
    if isinstance(value, int | float | Decimal):
        return f'<c r="{start}><v>{value}</v></c>'
    return f'<c r="{start} t="inlineStr"><is><t xml:space="preserve">{escape(clean(str(value)))}</t></is></c>'
