"""Drawing the grid: our renderer against join-and-escape of the same cells, a template loop and a formset."""

from decimal import Decimal
from html import escape
from pathlib import Path

from django import forms
from django.conf import settings
from django.template.loader import get_template

from bench.floor import a_cell
from bench.measure import Figure, at_least, at_most, interleaved
from reporting.formspec.loader import load_forms
from reporting.renderers.grid import render_grid
from reporting.renderers.sheet import Sheet, SheetCell, SheetRow, SheetTotal

ROWS = 200


def a_sheet() -> Sheet:
    """200 × 9 open cells."""
    spec = load_forms(Path(settings.BASE_DIR) / "bench" / "forms")["bench_grid"]
    rows = []
    for n in range(1, ROWS + 1):
        cells = {
            column.key: SheetCell(column.key, Decimal(n), True, 1, True, "", False, str(n)) for column in spec.columns
        }
        rows.append(SheetRow(n, n, f"bench-{n}", f"示例{n}", "", True, cells))
    totals = {column.key: SheetTotal(Decimal(20100), 0) for column in spec.columns}
    return Sheet(1, "Y", spec, rows, totals, True, 1)


def floor(sheet: Sheet) -> str:
    """The same inputs by nothing but join and escape: what any renderer must at least do."""
    out = []
    for row in sheet.rows:
        out.append(f'<tr><td class="seq">{row.seq}</td><th id="r-{row.id}">{escape(row.label)}</th>')
        for cell in row.cells.values():
            place = f"{row.id}-{cell.column}"
            out.append(
                f'<td class="num" id="c-{place}" data-c="{place}"><input name="c-{place}" data-v="{cell.version}" '
                f'value="{escape(cell.text)}" inputmode="numeric" aria-labelledby="h-{cell.column} r-{row.id}">'
                f'<input type="hidden" name="v-{place}" value="{cell.version}"></td>'
            )
        out.append("</tr>")
    return "".join(out)


def _plain(row: SheetRow) -> dict:
    cells = [a_cell(row.id, cell.column, cell.version, cell.text) for cell in row.cells.values()]
    return {"seq": row.seq, "id": row.id, "label": row.label, "cells": cells}


class _Line(forms.Form):
    """A row as a Django form."""


for _place in range(3, 12):
    _Line.base_fields[f"c{_place}"] = forms.IntegerField(required=False, min_value=0)


def figures() -> list[Figure]:
    """The three comparisons of section M."""
    sheet, template = a_sheet(), get_template("bench/grid.html")
    lines = [{cell.column: cell.text for cell in row.cells.values()} for row in sheet.rows]
    plain = [_plain(row) for row in sheet.rows]
    formset = forms.formset_factory(_Line, extra=0)

    def a_formset() -> str:
        return formset(initial=lines).as_table()

    ours, bare = interleaved(lambda: render_grid(sheet, "/filings/1"), lambda: floor(sheet), rounds=15, each=3)
    again, loop, slow = interleaved(
        lambda: render_grid(sheet, "/filings/1"), lambda: template.render({"rows": plain}), a_formset, rounds=7
    )
    return [
        at_most("grid 200×9 rendered, against join-and-escape", ours, "ms", bare, 2),
        at_least("template loop, against the grid", loop, "ms", again, 5),
        at_least("formset, against the grid", slow, "ms", again, 25),
    ]
