"""The form as a workbook to be filled: open cells unlocked, with the rules of their column; the rest protected."""

from dataclasses import replace

from openpyxl import Workbook
from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from portal.workbook.writer import sheet_title, to_bytes
from reporting.formspec.spec import Column
from reporting.formspec.values import LIMITS, allowed, decimals
from reporting.renderers.sheet import Sheet, SheetRow
from reporting.renderers.workbook import Brush, body_row, draw_sheet

_OPEN = PatternFill("solid", fgColor="FFFDF2")


def filing_template(page: dict, blank: bool = False) -> bytes:
    """The bytes of the template; ``blank`` leaves the numbers so far out. ``page`` is presenters.paper.paper_page."""
    sheet: Sheet = page["sheet"]
    if blank:
        page = page | {"sheet": replace(sheet, rows=[_emptied(row) for row in sheet.rows], totals={})}
    book = Workbook()
    ws = book.active
    ws.title = sheet_title(page["spec"].mark or page["spec"].title)
    draw_sheet(ws, page | {"nil": ""}, Brush())
    _open_cells(ws, sheet)
    ws.protection.sheet = True  # without a password: against a slip of the hand, not against a person
    ws.protection.formatColumns = ws.protection.formatRows = False
    return to_bytes(book)


def _emptied(row: SheetRow) -> SheetRow:
    cells = {key: cell._replace(value=None, text="") if cell.open else cell for key, cell in row.cells.items()}
    return replace(row, cells=cells)


def _open_cells(ws: Worksheet, sheet: Sheet) -> None:
    first = body_row(sheet)
    for place, column in enumerate(sheet.spec.columns, start=3):
        rule = _rule(column)
        for number, row in enumerate(sheet.rows, start=first):
            if column.key in row.cells and row.cells[column.key].open and row.cells[column.key].applicable:
                cell = ws.cell(number, place)
                cell.protection, cell.fill = Protection(locked=False), _OPEN
                if rule:
                    rule.add(cell)
        if rule and rule.sqref:
            ws.add_data_validation(rule)


def _rule(column: Column) -> DataValidation | None:
    """What Excel and WPS refuse while typing; the portal judges again when the file comes back."""
    if not column.is_number:
        return None
    kind = "decimal" if decimals(column) else "whole"
    rule = DataValidation(kind, operator="between", formula1="0", formula2=str(LIMITS[column.kind]), allow_blank=True)
    rule.error, rule.errorTitle, rule.showErrorMessage = allowed(column), "请改正", True
    return rule
