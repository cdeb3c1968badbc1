"""A sheet with its money in 万元: another reading of the same figures, column by column balanced to its total."""

from dataclasses import replace

from reporting.formspec.units import balanced, money_columns, spec_in_wan
from reporting.formspec.values import format_value
from reporting.renderers.sheet import Sheet, SheetRow, SheetTotal


def sheet_in_wan(sheet: Sheet) -> Sheet:
    """The sheet to be read and printed in 万元; nothing on it can be typed into."""
    spec = spec_in_wan(sheet.spec)
    rows = [dict(row.cells) for row in sheet.rows]
    totals = dict(sheet.totals)
    for column in money_columns(spec):
        key = column.key
        held = [cells[key].value if key in cells else None for cells in rows]
        values = balanced(held)
        for cells, value in zip(rows, values, strict=True):
            if key in cells:
                cells[key] = cells[key]._replace(value=value, text=format_value(value, column), open=False)
        there = [value for value in values if value is not None]
        total = totals.get(key)
        if total is not None:
            totals[key] = SheetTotal(sum(there) if there else None, total.missing, total.distinct)
    lines = [_line(row, cells) for row, cells in zip(sheet.rows, rows, strict=True)]
    return replace(sheet, spec=spec, rows=lines, totals=totals, editable=False)


def _line(row: SheetRow, cells: dict) -> SheetRow:
    return replace(row, cells=cells, open=False)
