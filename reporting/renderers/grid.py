"""The paper grid as HTML: merged heading, rows of cells, 总计, for any form.

Written by join-and-escape instead of a template loop, because a form of 200 rows must cost little more than the
text of its cells (see docs/decisions.md). Everything that can be known per column is prepared once in ``_Drawn``.
The classes used here are listed in templates/components/README.md; the ids are

- ``h-<column>`` a column's heading and ``r-<row>`` a row's label: together they name an input;
- ``c-<row>-<column>`` a cell (a finding's link jumps there), with ``data-c="<row>-<column>"`` for the script;
- ``data-t="<column>"`` a column's 总计.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from reporting.formspec.spec import BASIS_TITLES, Column, FormSpec, HeadCell
from reporting.formspec.values import format_value
from reporting.renderers.sheet import Sheet, SheetCell, SheetRow, SheetTotal

LEVEL_WORDS = {"must": "强制审核未过", "release": "准强制审核未过", "verify": "核实:凭书面理由通过", "hint": "提示"}
KEYBOARDS = {"count": "numeric", "days": "numeric", "money": "decimal", "decimal": "decimal", "text": "text"}
NOTED = {"核": "待核", "注": "有批注", "核注": "待核,有批注"}
NOT_APPLICABLE = '—<span class="visually-hidden">不适用</span>'

Refused = Mapping[tuple[int, str], tuple[str, str]]
NOTHING_REFUSED: Refused = {}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A column's unchanging pieces of HTML."""

    key: str
    side: str
    field: str  # up to the row's number, after which comes
    named: str


def render_grid(sheet: Sheet, base: str = "", refused: Refused = NOTHING_REFUSED) -> SafeString:
    """The whole grid in its scroll frame.

    ``base`` is the filing's own path without the closing slash (``/filings/7``): row labels then open
    ``<base>/rows/<row>/`` and locked figures ``<base>/cells/<row>/<column>/``; "" draws no links.
    ``refused`` maps (row id, column key) to (text typed, reason) of a save without JavaScript, shown again.
    """
    spec = sheet.spec
    size = " wide" if spec.wide else ""
    name = escape(spec.title)
    # A grid without inputs could not be scrolled from the keyboard unless the frame itself takes the focus.
    focus = "" if sheet.editable else ' tabindex="0"'
    pieces = [
        f'<div class="grid-frame" role="region" aria-label="{name}"{focus}>',
        f'<table class="grid{size}"><caption class="visually-hidden">{name}</caption>',
        _widths(spec),
        heading(spec, sheet.half),
        *_body(sheet, base, refused),
        totals(sheet),
        "</table></div>",
    ]
    return mark_safe("".join(pieces))


def heading(spec: FormSpec, half: str, beside: str = "") -> SafeString:
    """``<thead>``: as many levels as the definition has, with 序号 and the axis left, ``beside`` right."""
    rows, levels = [], spec.head(half)
    for depth, level in enumerate(levels):
        cells = [
            _head_cell(cell, ("seq", "axis")[place] if depth == 0 and place < 2 else "", half)
            for place, cell in enumerate(level)
        ]
        if beside and depth == 0:
            cells.append(f'<th scope="col" class="beside" rowspan="{len(levels)}">{escape(beside)}</th>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return mark_safe(f"<thead>{''.join(rows)}</thead>")


def body(sheet: Sheet, base: str = "", refused: Refused = NOTHING_REFUSED) -> SafeString:
    """``<tbody>``: one row per subject; open cells are inputs, locked ones text, struck rows show their reason."""
    return mark_safe("".join(_body(sheet, base, refused)))


def totals(sheet: Sheet) -> SafeString:
    """``<tfoot>``: 总计. A sum over blanks says how many cells it lacks and is never shown plain."""
    cells = [
        f'<td class="num" data-t="{column.key}">{_total(sheet.totals[column.key], column)}</td>'
        if column.key in sheet.totals
        else "<td></td>"
        for column in sheet.spec.columns
    ]
    return mark_safe(f'<tfoot><tr><th scope="row" colspan="2" class="axis">总计</th>{"".join(cells)}</tr></tfoot>')


def row_cards(sheet: Sheet, base: str) -> SafeString:
    """The same rows as a list for a phone: name, filled of expected cells, the worst finding; each opens its page.

    A phone draws no grid: 总计 stands at the end of the list.
    """
    counted = {column.key for column in sheet.spec.number_columns}
    items = [_row_card(row, counted, base) for row in sheet.rows]
    if sheet.rows:
        items.append(_total_card(sheet))
    return mark_safe(f'<ol class="row-cards">{"".join(items)}</ol>')


def _widths(spec: FormSpec) -> str:
    columns = "".join(f'<col class="w-{column.kind}">' for column in spec.columns)
    return f'<colgroup><col class="w-seq"><col class="w-axis">{columns}</colgroup>'


def _head_cell(cell: HeadCell, side: str, half: str) -> str:
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (f' colspan="{cell.cols}"' if cell.cols > 1 else "")
    column = cell.column
    if column is None:
        place = f'scope="col" class="{side}"' if side else 'scope="colgroup"'
        return f"<th {place}{spans}>{escape(cell.title)}</th>"
    help_text = " · ".join(part for part in (BASIS_TITLES[column.basis], column.clause, column.help) if part)
    tip = f' title="{escape(help_text)}"' if help_text else ""
    number = f'<span class="visually-hidden">第{column.number}列 </span>'  # heard with the field
    return f'<th scope="col"{spans} id="h-{column.key}"{tip}>{number}{escape(column.heading(half))}</th>'


def _drawn(column: Column) -> _Drawn:
    return _Drawn(
        key=column.key,
        side="num" if column.is_number else "txt",
        field=f'inputmode="{KEYBOARDS[column.kind]}" aria-labelledby="r-',
        named=f' h-{column.key}"',
    )


def _body(sheet: Sheet, base: str, refused: Refused) -> list[str]:
    """The pieces of ``<tbody>``, joined once by the caller: every further copy of so long a text is felt."""
    columns = [_drawn(column) for column in sheet.spec.columns]
    out = ["<tbody>"]
    for row in sheet.rows:
        _row(out, row, base)
        if row.struck:
            reason = f"<span>不适用:{escape(row.struck)}</span>"
            out.append(f'<td class="struck" colspan="{len(columns)}">{reason}</td>')
        else:
            _cells(out, row, columns, base, refused)
        out.append("</tr>")
    out.append("</tbody>")
    return out


def _row(out: list[str], row: SheetRow, base: str) -> None:
    label = escape(row.label)
    if base:
        label = f'<a href="{base}/rows/{row.id}/">{label}</a>'
    note = f' <small class="note">{escape(row.note)}</small>' if row.note else ""
    state = ' class="struck"' if row.struck else ""
    out.append(
        f'<tr data-r="{row.id}"{state}><td class="seq">{row.seq}</td>'
        f'<th scope="row" class="axis" id="r-{row.id}">{label}{note}</th>'
    )


def _cells(out: list[str], row: SheetRow, columns: list[_Drawn], base: str, refused: Refused) -> None:
    """The plain open cell, by far the commonest, is written here at once: this loop is what `make bench` measures."""
    number = row.id
    for column in columns:
        cell = row.cells[column.key]
        special = cell.level or cell.marked or cell.changed or cell.note or not (cell.open and cell.applicable)
        if special or (refused and (number, cell.column) in refused):
            out.append(_special_cell(cell, column, number, base, refused))
            continue
        place, version = f"{number}-{column.key}", cell.version
        state = f"{column.side} blank" if cell.value is None else column.side
        out.append(
            f'<td class="{state}" id="c-{place}" data-c="{place}"><input name="c-{place}" data-v="{version}" '
            f'value="{escape(cell.text)}" {column.field}{number}{column.named}>'
            f'<input type="hidden" name="v-{place}" value="{version}"></td>'
        )


def _special_cell(cell: SheetCell, column: _Drawn, row: int, base: str, refused: Refused) -> str:
    """A cell that is refused, not applicable, locked, marked on a return slip, or stands under a finding."""
    key = column.key
    place = f"{row}-{key}"
    if not cell.applicable:
        dash = f'<a href="{base}/cells/{row}/{key}/">{NOT_APPLICABLE}</a>' if base else NOT_APPLICABLE
        return f'<td class="{column.side} na" id="c-{place}" data-c="{place}">{dash}{_noted(cell)}</td>'
    if (row, key) in refused:
        return _refused_cell(cell, column, row, refused[row, key])
    state, tip, mark = column.side, "", ""
    if cell.level:
        state, tip = f"{state} {cell.level}", f' title="{LEVEL_WORDS[cell.level]}"'
    if cell.marked:
        state, mark = f"{state} marked", f'<span class="mark">{escape(cell.marked)}</span>'
    if cell.changed:
        state, mark = f"{state} changed", f'{mark}<small class="was">原 {escape(cell.changed)}</small>'
    mark += _noted(cell)
    if cell.value is None:
        state = f"{state} blank"
    text = escape(cell.text)
    if not cell.open:
        if base and text:
            text = f'<a href="{base}/cells/{row}/{key}/">{text}</a>'
        return f'<td class="{state} locked" id="c-{place}" data-c="{place}"{tip}>{text}{mark}</td>'
    wrong = ' aria-invalid="true"' if cell.level == "must" else ""
    version = cell.version
    return (
        f'<td class="{state}" id="c-{place}" data-c="{place}"><input name="c-{place}" data-v="{version}" '
        f'value="{text}" {column.field}{row}{column.named}{tip}{wrong}>'
        f'<input type="hidden" name="v-{place}" value="{version}">{mark}</td>'
    )


def _noted(cell: SheetCell) -> str:
    return f'<small class="noted" title="{NOTED[cell.note]}">{cell.note}</small>' if cell.note else ""


def _refused_cell(cell: SheetCell, column: _Drawn, row: int, refusal: tuple[str, str]) -> str:
    """What was typed stays in the field, with the reason, so that nothing has to be typed twice."""
    text, reason = refusal
    place = f"{row}-{column.key}"
    return (
        f'<td class="{column.side} is-refused" id="c-{place}" data-c="{place}"><input name="c-{place}" '
        f'data-v="{cell.version}" value="{escape(text)}" {column.field}{row}{column.named} aria-invalid="true" '
        f'aria-describedby="why-{place}"><input type="hidden" name="v-{place}" value="{cell.version}">'
        f'<span class="why" id="why-{place}">{escape(reason)}</span></td>'
    )


def _total(total: SheetTotal, column: Column) -> str:
    shown = "" if total.value is None else f"<b>{escape(format_value(total.value, column))}</b>"
    missing = f'<small class="missing">缺 {total.missing} 格</small>' if total.missing else ""
    distinct = "" if total.distinct is None else f'<small class="distinct">去重 {total.distinct:,}</small>'
    return (shown + missing + distinct) or NOT_APPLICABLE


def _row_card(row: SheetRow, counted: set[str], base: str) -> str:
    expected = [cell for cell in row.cells.values() if cell.applicable and cell.column in counted]
    filled = sum(cell.value is not None for cell in expected)
    levels = {cell.level for cell in expected}
    worst = next((level for level in LEVEL_WORDS if level in levels), "")
    state = f"不适用:{escape(row.struck)}" if row.struck else f"{filled}/{len(expected)} 格"
    finding = f'<span class="finding {worst}">{LEVEL_WORDS[worst]}</span>' if worst and not row.struck else ""
    note = f' <small class="note">{escape(row.note)}</small>' if row.note else ""
    name = f"<b>{escape(row.label)}{note}</b>"
    return f'<li><a href="{base}/rows/{row.id}/">{name}<span>{state}</span>{finding}</a></li>'


def _total_card(sheet: Sheet) -> str:
    lines = [
        f"<div><dt>{escape(column.short_for(sheet.half))}</dt><dd>{_total(sheet.totals[column.key], column)}</dd></div>"
        for column in sheet.spec.columns
        if column.key in sheet.totals
    ]
    return f'<li><details><summary>总计</summary><dl class="facts">{"".join(lines)}</dl></details></li>'
