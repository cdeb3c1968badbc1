"""The filing as a workbook in the printed layout: merged heading, borders, landscape A4, repeated heading, 总计."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal.workbook.writer import FORMATS, put, sheet_title, to_bytes
from reporting.formspec.spec import Column
from reporting.renderers.sheet import Sheet, SheetCell

_GRID = Border(*[Side(style="thin")] * 4)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
_KINDS = {"days": "count", "decimal": "money"}
NOT_APPLICABLE = "—"


def filing_workbook(page: dict) -> bytes:
    """The bytes of the workbook; ``page`` is presenters.paper.paper_page."""
    sheet: Sheet = page["sheet"]
    book = Workbook()
    book.active.title = sheet_title(page["spec"].mark or page["spec"].title)
    body = _head(book.active, page, sheet)
    last = _rows(book.active, sheet, body)
    last = _totals(book.active, sheet, last)
    for place, note in enumerate(page["notes"], last + 1):
        put(book.active.cell(place, 1), note)
    _paper(book.active, sheet, body)
    return to_bytes(book)


def _head(ws: Worksheet, page: dict, sheet: Sheet) -> int:
    width = len(sheet.spec.columns) + 2
    put(ws.cell(1, 1), page["spec"].mark)
    put(ws.cell(2, 1), page["spec"].title)
    ws.merge_cells(start_row=2, start_column=1, end_row=2, end_column=width)
    ws.cell(2, 1).font, ws.cell(2, 1).alignment = Font(bold=True, size=16), _MIDDLE
    line = f"填表单位(盖章):{page['unit']}    填表时间:{page['date']}    填表人:{page['filler']}"
    put(ws.cell(3, 1), line)
    return _heading(ws, sheet, 4, width)


def _heading(ws: Worksheet, sheet: Sheet, first: int, width: int) -> int:
    """Draw the merged heading from row ``first``; returns the first row of the body."""
    levels = sheet.spec.head(sheet.half)
    taken: set[tuple[int, int]] = set()
    for depth, level in enumerate(levels):
        column = 1
        for cell in level:
            while (depth, column) in taken:
                column += 1
            taken |= {(depth + r, column + c) for r in range(cell.rows) for c in range(cell.cols)}
            title = cell.column.heading(sheet.half) if cell.column else cell.title
            put(ws.cell(first + depth, column), title)
            if cell.rows > 1 or cell.cols > 1:
                end = {"end_row": first + depth + cell.rows - 1, "end_column": column + cell.cols - 1}
                ws.merge_cells(start_row=first + depth, start_column=column, **end)
    for row in ws.iter_rows(min_row=first, max_row=first + len(levels) - 1, max_col=width):
        for cell in row:
            cell.border, cell.alignment, cell.font = _GRID, _MIDDLE, Font(bold=True)
    return first + len(levels)


def _rows(ws: Worksheet, sheet: Sheet, first: int) -> int:
    for place, row in enumerate(sheet.rows, first):
        _plain(ws, place, 1, row.seq)
        _plain(ws, place, 2, row.label)
        for column, key in enumerate(row.cells, 3):
            _value(ws.cell(place, column), row.cells[key], sheet.spec.column(key))
        if row.struck:
            put(ws.cell(place, 3), f"不适用:{row.struck}")
    return first + len(sheet.rows)


def _plain(ws: Worksheet, row: int, column: int, value) -> None:
    cell = ws.cell(row, column)
    put(cell, value)
    cell.border, cell.alignment = _GRID, _MIDDLE


def _value(cell, shown: SheetCell, column: Column) -> None:
    put(cell, shown.value if shown.applicable else NOT_APPLICABLE)
    cell.number_format = FORMATS[_KINDS.get(column.kind, column.kind)]
    cell.border, cell.alignment = _GRID, _RIGHT if column.is_number else _MIDDLE


def _totals(ws: Worksheet, sheet: Sheet, row: int) -> int:
    _plain(ws, row, 1, "总计")
    ws.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
    for place, column in enumerate(sheet.spec.columns, 3):
        total = sheet.totals.get(column.key)
        cell = ws.cell(row, place)
        if total is None:
            put(cell, None)
        elif total.missing:
            put(cell, f"{total.value if total.value is not None else ''}(缺 {total.missing} 格)")
        else:
            put(cell, NOT_APPLICABLE if total.value is None else total.value)
        cell.number_format = FORMATS[_KINDS.get(column.kind, column.kind)]
        cell.border, cell.alignment, cell.font = _GRID, _RIGHT, Font(bold=True)
    return row


def _paper(ws: Worksheet, sheet: Sheet, body: int) -> None:
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_title_rows = f"4:{body - 1}"
    ws.freeze_panes = ws.cell(body, 3)
    ws.column_dimensions["A"].width, ws.column_dimensions["B"].width = 6, 26
    for place in range(3, len(sheet.spec.columns) + 3):
        ws.column_dimensions[get_column_letter(place)].width = 14
