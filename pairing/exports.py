"""附件1 as a workbook in the layout of the notice."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side

from pairing.queries.partnerships import Attachment1Row
from portal.workbook import writer

ATTACHMENT1_TITLE = "优质技工院校与重点贫困县(市)对接表"
HEADS = ("序号", "技工院校名称", "贫困县(市)名称")
_LINE = Border(*[Side(style="thin")] * 4)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def attachment1(rows: Sequence[Attachment1Row]) -> bytes:
    """附件1, its merged title, and one line per school with the counties in printed order."""
    book = Workbook()
    sheet = book.active
    sheet.title = "附件1"
    writer.put(sheet.cell(1, 1), "附件1")
    sheet.cell(1, 1).font = Font(name="黑体", size=16)
    writer.put(sheet.cell(2, 1), ATTACHMENT1_TITLE)
    sheet.merge_cells("A2:C2")
    sheet.cell(2, 1).font = Font(name="宋体", size=18, bold=True)
    sheet.cell(2, 1).alignment = _MIDDLE
    for line, values in enumerate([HEADS, *((row.number, row.school, row.joined) for row in rows)], 3):
        for place, value in enumerate(values, 1):
            cell = sheet.cell(line, place)
            writer.put(cell, value)
            cell.border, cell.alignment = _LINE, _MIDDLE
            cell.font = Font(name="仿宋", size=14, bold=line == 3)
        sheet.row_dimensions[line].height = 28
    for letter, width in {"A": 8, "B": 34, "C": 44}.items():
        sheet.column_dimensions[letter].width = width
    sheet.row_dimensions[2].height = 40
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "portrait"
    sheet.print_options.horizontalCentered = True
    return writer.to_bytes(book)
