"""Drawing a sheet inside a template."""

from dataclasses import replace

from django import template
from django.utils.safestring import SafeString

from reporting.renderers.grid import render_grid
from reporting.renderers.sheet import Sheet, SheetRow

register = template.Library()


@register.simple_tag
def paper_grid(sheet: Sheet) -> SafeString:
    """The sheet as printed: no inputs, no links, no marks of checks or slips."""
    return render_grid(replace(sheet, rows=[_printed(row) for row in sheet.rows], editable=False))


def _printed(row: SheetRow) -> SheetRow:
    cells = {key: cell._replace(open=False, level="", marked="", changed="") for key, cell in row.cells.items()}
    return replace(row, open=False, cells=cells)
