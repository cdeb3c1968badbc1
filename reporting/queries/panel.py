"""What stands beside a cell on demand: earlier periods, its checks, its history, its source."""

from dataclasses import dataclass
from decimal import Decimal

from reporting.formspec.checks import Finding, evaluate
from reporting.formspec.spec import Column
from reporting.formspec.values import format_value
from reporting.models import Filing, FilingRow, SlipItem
from reporting.queries.context import FilingContext
from reporting.queries.forms import spec_of
from reporting.queries.values import CellNow, draft_cells, draft_rows

MOST = 7  # periods before this one in the small chart


@dataclass(frozen=True)
class CellPanel:
    """Plain words, ready to be drawn."""

    row: FilingRow
    column: Column
    cell: CellNow | None
    shown: str
    earlier: list[tuple[str, str]]
    course: list[tuple[str, Decimal | None]]  # the latest periods and this one, oldest first; none of a text column
    findings: list[Finding]
    item: SlipItem | None


def cell_panel(filing: Filing, row: FilingRow, key: str) -> CellPanel:
    """The panel of one cell. Raises KeyError where the form has no such column."""
    spec = spec_of(filing.edition)
    column = spec.column(key)
    cells = draft_cells(filing)
    context = FilingContext(filing, draft_rows(filing), cells)
    cell = cells.get(row.pk, {}).get(key)
    found = [] if filing.nil else _about(evaluate(spec, context, only={(row.key, key)}), row.key, key)
    item = SlipItem.objects.filter(
        slip__filing=filing, slip__state__in=["open", "answered"], row=row, column__in=[key, ""]
    )
    earlier, course = _earlier(context, row, column), _course(context, row, column, cell)
    return CellPanel(row, column, cell, shown(cell, column), earlier, course, found, item.first())


def _about(findings: list[Finding], row_key: str, column: str) -> list[Finding]:
    """Of what a change of the cell can touch, what is said of the cell itself or of its column's 总计."""
    return [one for one in findings if one.row_key in (row_key, None) and column in one.columns]


def shown(cell: CellNow | None, column: Column) -> str:
    """The value as people read it; blank is blank, 不适用 a dash."""
    if cell is None:
        return ""
    if cell.not_applicable:
        return "—"
    return format_value(cell.value if cell.value is not None else (cell.text or None), column)


def _course(
    context: FilingContext, row: FilingRow, column: Column, cell: CellNow | None
) -> list[tuple[str, Decimal | None]]:
    if not column.is_number:
        return []
    past = reversed(context.over_the_years(row.key, MOST))
    return [
        *((name, values.get(column.key)) for name, values in past),
        (context.filing.period.title, cell.value if cell else None),
    ]


def _earlier(context: FilingContext, row: FilingRow, column: Column) -> list[tuple[str, str]]:
    found = {}
    for past in (context.half_year, context.prev, context.lastyear):
        if past is not None:
            found[past.name] = format_value(past.rows.get(row.key, {}).get(column.key), column) or "无"
    return list(found.items())
