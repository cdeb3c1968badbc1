"""The filing as a workbook in the printed layout: merged heading, borders, landscape A4, repeated heading, 总计."""

from copy import copy
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal.workbook.writer import FORMATS, put, sheet_title, to_bytes
from reporting.formspec.spec import Column
from reporting.renderers.sheet import NOT_APPLICABLE, Sheet, SheetCell, total_text

_GRID = Border(*[Side(style="thin")] * 4)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
HEADING = 4  # its first row, below mark, title and head line
_KINDS = {"days": "count", "decimal": "money"}
_BOLD = Font(bold=True)


class Brush:
    """Dresses the cells of one workbook: the first of a kind by its properties, the others as cheaper copies."""

    def __init__(self):
        self._known: dict[tuple, StyleArray] = {}

    def __call__(self, cell: Cell, look: str, kind: str = "text") -> None:
        """``look``: "plain", "bold" for 总计 or "head"; ``kind``: of a column, decides format and side."""
        ready = self._known.get((look, kind))
        if ready is not None:
            cell._style = copy(ready)
            return
        kind = _KINDS.get(kind, kind)
        cell.border, cell.number_format = _GRID, FORMATS["text" if look == "head" else kind]
        cell.alignment = _MIDDLE if kind == "text" else _RIGHT
        if look != "plain":
            cell.font = _BOLD
        self._known[look, kind] = cell._style


def filing_workbook(page: dict) -> bytes:
    """The bytes of the workbook; ``page`` is presenters.paper.paper_page."""
    book = Workbook()
    book.active.title = sheet_title(page["spec"].mark or page["spec"].title)
    draw_sheet(book.active, page, Brush())
    return to_bytes(book)


def province_workbook(summary: dict, pages: list[dict]) -> bytes:
    """全省汇总 first, then a sheet for each filing, named by its city."""
    book = Workbook()
    book.active.title, brush = "全省汇总", Brush()
    draw_sheet(book.active, summary, brush)
    for page in pages:
        draw_sheet(book.create_sheet(sheet_title(page["city"])), page, brush)
    return to_bytes(book)


def zip_of_workbooks(pages: list[dict]) -> bytes:
    """Each city's workbook as a file of its own."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as folder:
        for number, page in enumerate(pages, start=1):
            folder.writestr(f"{number:02d}-{page['city']}-{page['spec'].mark}.xlsx", filing_workbook(page))
    return stream.getvalue()


def draw_sheet(ws: Worksheet, page: dict, brush: Brush) -> None:
    """Draw one filing on an empty sheet; ``brush`` is the workbook's."""
    sheet: Sheet = page["sheet"]
    body = _head(ws, page, sheet, brush)
    below = _rows(ws, sheet, body, brush)
    _totals(ws, sheet, (body, below), brush)
    for place, note in enumerate(page["notes"], below + 1):
        put(ws.cell(place, 1), note)
    _paper(ws, sheet, body)


def _head(ws: Worksheet, page: dict, sheet: Sheet, brush: Brush) -> int:
    width = len(sheet.spec.columns) + 2
    put(ws.cell(1, 1), page["spec"].mark)
    put(ws.cell(2, 1), page["spec"].title)
    ws.merge_cells(start_row=2, start_column=1, end_row=2, end_column=width)
    ws.cell(2, 1).font, ws.cell(2, 1).alignment = Font(bold=True, size=16), _MIDDLE
    put(ws.cell(3, 1), page["line"])
    return _heading(ws, sheet, width, brush)


def body_row(sheet: Sheet) -> int:
    """The first row of the body: below mark, title, head line and the heading."""
    return HEADING + len(sheet.spec.head(sheet.half))


def _heading(ws: Worksheet, sheet: Sheet, width: int, brush: Brush) -> int:
    """Draw the merged heading; returns the first row of the body."""
    first, body = HEADING, body_row(sheet)
    for depth, place, cell in sheet.spec.head_places(sheet.half):
        row, column = first + depth, place + 1
        put(ws.cell(row, column), cell.column.heading(sheet.half) if cell.column else cell.title)
        if cell.rows > 1 or cell.cols > 1:
            end = {"end_row": row + cell.rows - 1, "end_column": column + cell.cols - 1}
            ws.merge_cells(start_row=row, start_column=column, **end)
    for row in ws.iter_rows(min_row=first, max_row=body - 1, max_col=width):
        for cell in row:
            brush(cell, "head")
    return body


def _rows(ws: Worksheet, sheet: Sheet, first: int, brush: Brush) -> int:
    """Draw the rows from ``first``; returns the row below them."""
    for place, row in enumerate(sheet.rows, first):
        _plain(ws.cell(place, 1), row.seq, brush)
        _plain(ws.cell(place, 2), row.label, brush)
        if row.struck:
            _plain(ws.cell(place, 3), f"不适用:{row.struck}", brush)
            ws.merge_cells(start_row=place, start_column=3, end_row=place, end_column=len(sheet.spec.columns) + 2)
            continue
        for column, key in enumerate(row.cells, 3):
            _value(ws.cell(place, column), row.cells[key], sheet.spec.column(key), brush)
    return first + len(sheet.rows)


def _plain(cell: Cell, value, brush: Brush) -> None:
    put(cell, value)
    brush(cell, "plain")


def _value(cell: Cell, shown: SheetCell, column: Column, brush: Brush) -> None:
    put(cell, shown.value if shown.applicable else NOT_APPLICABLE)
    brush(cell, "plain", column.kind)


def _totals(ws: Worksheet, sheet: Sheet, between: tuple[int, int], brush: Brush) -> None:
    """总计 as a formula over the rows, so that a hand that changes a cell sees the sum follow; in words over blanks."""
    first, row = between
    _plain(ws.cell(row, 1), "总计", brush)
    ws.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
    for place, column in enumerate(sheet.spec.columns, 3):
        total, cell = sheet.totals.get(column.key), ws.cell(row, place)
        if total is None or total.missing or total.value is None:
            put(cell, total_text(total, column) or None)
        else:
            letter = get_column_letter(place)
            cell.value = f"=SUM({letter}{first}:{letter}{row - 1})"
        brush(cell, "bold", column.kind)


def _paper(ws: Worksheet, sheet: Sheet, body: int) -> None:
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_title_rows = f"{HEADING}:{body - 1}"
    ws.oddFooter.center.text = "— 第 &P 页 共 &N 页 —"
    ws.freeze_panes = ws.cell(body, 3)
    ws.column_dimensions["A"].width, ws.column_dimensions["B"].width = 6, 26
    for place in range(3, len(sheet.spec.columns) + 3):
        ws.column_dimensions[get_column_letter(place)].width = 14
