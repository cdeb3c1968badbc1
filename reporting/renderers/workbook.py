"""The filing as a workbook in the printed layout: merged heading, borders, landscape A4, repeated heading, 总计."""

from copy import copy
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from portal.workbook.writer import FORMATS, put, sheet_title, to_bytes
from reporting.formspec.spec import Column
from reporting.renderers.measures import folded_total, is_wide, lines, widths
from reporting.renderers.sheet import NOT_APPLICABLE, Sheet, SheetCell

FACE = "宋体"
_GRID = Border(*[Side(style="thin")] * 4)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
_FOLDED = Alignment(horizontal="right", vertical="center", wrap_text=True)  # 总计 in words
HEADING = 4  # its first row, below mark, title and head line
_KINDS = {"days": "count", "decimal": "money"}
_PLAIN, _BOLD = Font(name=FACE, size=10.5), Font(name=FACE, size=10.5, bold=True)
_TITLE, _MARK, _NOTE = Font(name=FACE, size=20, bold=True), Font(name=FACE, size=14), Font(name=FACE, size=9)
_LINE = Font(name=FACE, size=12)
_LINE_HEIGHT, _ROOM = 14.5, 7.0  # points, of a line of 10.5 points and around it
_UNIT, _ACROSS = 1.45, 126.0  # width of one part, and of what a sheet holds with wide margins
_INCH = 25.4


class Brush:
    """Dresses the cells of one workbook: the first of a kind by its properties, the others as cheaper copies.

    Looks: "plain"; "label", to the left; "bold", of 总计; "words", 总计 that is none; "head".
    """

    def __init__(self):
        self._known: dict[tuple, StyleArray] = {}

    def __call__(self, cell: Cell, look: str, kind: str = "text") -> None:
        """``kind``: of a column, decides format and side."""
        ready = self._known.get((look, kind))
        if ready is not None:
            cell._style = copy(ready)
            return
        kind = _KINDS.get(kind, kind)
        cell.border, cell.number_format = _GRID, FORMATS["text" if look == "head" else kind]
        cell.alignment = {"label": _LEFT, "words": _FOLDED}.get(look) or (_MIDDLE if kind == "text" else _RIGHT)
        cell.font = _PLAIN if look in ("plain", "label") else _BOLD
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
    across = _columns(ws, sheet)
    below = body = _head(ws, page, sheet, brush, across)
    if not page["nil"]:  # on paper a nil return has no row and no 总计, only its reason
        below = _rows(ws, sheet, body, brush, across)
        _totals(ws, sheet, (body, below), brush, across)
        below += 1
    for place, note in enumerate(page["notes"], below):
        put(ws.cell(place, 1), note)
        ws.cell(place, 1).font = _NOTE
    _paper(ws, sheet, body)


def _columns(ws: Worksheet, sheet: Sheet) -> list[float]:
    """Set the widths, in characters: as the PDF shares them out, so that no heading is cut and no figure is ####."""
    parts = widths(sheet)
    unit = max(_UNIT, _ACROSS / sum(parts))
    for place, part in enumerate(parts, 1):
        ws.column_dimensions[get_column_letter(place)].width = round(part * unit, 1)
    return [part * unit - 1 for part in parts]  # a cell keeps its text from its lines


def _tall(ws: Worksheet, row: int, count: int) -> None:
    ws.row_dimensions[row].height = count * _LINE_HEIGHT + _ROOM


def _merge(ws: Worksheet, row: int, column: int, rows: int = 1, cols: int = 1) -> None:
    """openpyxl's own merging dresses each cell anew from the corners: a seventh of all time, and the brush does it."""
    ws.merged_cells.add(f"{get_column_letter(column)}{row}:{get_column_letter(column + cols - 1)}{row + rows - 1}")


def _head(ws: Worksheet, page: dict, sheet: Sheet, brush: Brush, across: list[float]) -> int:
    width = len(across)
    put(ws.cell(1, 1), page["spec"].mark)
    put(ws.cell(2, 1), page["spec"].title)
    put(ws.cell(3, 1), page["line"])
    for row, font, height in ((1, _MARK, 22), (2, _TITLE, 38), (3, _LINE, 24)):
        ws.cell(row, 1).font, ws.row_dimensions[row].height = font, height
        _merge(ws, row, 1, cols=width)
        ws.cell(row, 1).alignment = _MIDDLE if row == 2 else _LEFT
    return _heading(ws, sheet, brush, across)


def body_row(sheet: Sheet) -> int:
    """The first row of the body: below mark, title, head line and the heading."""
    return HEADING + len(sheet.spec.head(sheet.half))


def _heading(ws: Worksheet, sheet: Sheet, brush: Brush, across: list[float]) -> int:
    """Draw the merged heading; returns the first row of the body."""
    first, body = HEADING, body_row(sheet)
    tall = dict.fromkeys(range(first, body), 1)
    for depth, place, cell in sheet.spec.head_places(sheet.half):
        row, column = first + depth, place + 1
        words = cell.column.heading(sheet.half) if cell.column else cell.title
        put(ws.cell(row, column), words)
        if cell.rows > 1 or cell.cols > 1:
            _merge(ws, row, column, cell.rows, cell.cols)
        if cell.rows == 1:
            tall[row] = max(tall[row], lines(words, sum(across[place : place + cell.cols])))
    for row, count in tall.items():
        _tall(ws, row, count)
    for row in ws.iter_rows(min_row=first, max_row=body - 1, max_col=len(across)):
        for cell in row:
            brush(cell, "head")
    return body


def _rows(ws: Worksheet, sheet: Sheet, first: int, brush: Brush, across: list[float]) -> int:
    """Draw the rows from ``first``; returns the row below them."""
    texts = [(place, column.key) for place, column in enumerate(sheet.spec.columns, 3) if not column.is_number]
    for place, row in enumerate(sheet.rows, first):
        _plain(ws.cell(place, 1), row.seq, brush)
        _plain(ws.cell(place, 2), row.label, brush, "label")
        tall = lines(row.label, across[1])
        if row.struck:
            _plain(ws.cell(place, 3), f"不适用:{row.struck}", brush, "label")
            _merge(ws, place, 3, cols=len(sheet.spec.columns))
            _tall(ws, place, max(tall, lines(f"不适用:{row.struck}", sum(across[2:]))))
            continue
        for column, key in enumerate(row.cells, 3):
            _value(ws.cell(place, column), row.cells[key], sheet.spec.column(key), brush)
        said = (lines(row.cells[key].text, across[at - 1]) for at, key in texts if key in row.cells)
        _tall(ws, place, max([tall, *said]))
    return first + len(sheet.rows)


def _plain(cell: Cell, value, brush: Brush, look: str = "plain") -> None:
    put(cell, value)
    brush(cell, look)


def _value(cell: Cell, shown: SheetCell, column: Column, brush: Brush) -> None:
    put(cell, shown.value if shown.applicable else NOT_APPLICABLE)
    brush(cell, "plain", column.kind)


def _totals(ws: Worksheet, sheet: Sheet, between: tuple[int, int], brush: Brush, across: list[float]) -> None:
    """总计 as a formula over the rows, so that a hand that changes a cell sees the sum follow; in words over blanks."""
    first, row = between
    _plain(ws.cell(row, 1), "总计", brush, "bold")
    _merge(ws, row, 1, cols=2)
    brush(ws.cell(row, 2), "bold")
    tall = 1
    for place, column in enumerate(sheet.spec.columns, 3):
        total, cell = sheet.totals.get(column.key), ws.cell(row, place)
        if total is None or total.missing or total.value is None:
            words = folded_total(sheet, column)
            put(cell, words or None)
            brush(cell, "words", column.kind)
            tall = max(tall, lines(words, across[place - 1]))
        else:
            letter = get_column_letter(place)
            cell.value = f"=SUM({letter}{first}:{letter}{row - 1})"
            brush(cell, "bold", column.kind)
    _tall(ws, row, tall)


def _paper(ws: Worksheet, sheet: Sheet, body: int) -> None:
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    top, bottom, side = (17, 17, 12) if is_wide(sheet) else (37, 28, 26)  # mm, as in paper.typ
    ws.page_margins = PageMargins(
        left=side / _INCH, right=side / _INCH, top=top / _INCH, bottom=bottom / _INCH, footer=8 / _INCH
    )
    ws.print_options.horizontalCentered = True
    ws.print_title_rows = f"{HEADING}:{body - 1}"
    ws.oddFooter.center.text = "— 第 &P 页 共 &N 页 —"
    ws.freeze_panes = ws.cell(body, 3)
