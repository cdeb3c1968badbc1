"""The answer to a batch of cells: what the script patches into the page."""

from portal import calendar, clock
from reporting.formspec.checks import evaluate_rows, worst_levels
from reporting.formspec.context import total_of
from reporting.formspec.spec import FormSpec
from reporting.formspec.values import format_value, plain_value
from reporting.models import Cell, Filing
from reporting.queries.context import FilingContext
from reporting.queries.forms import spec_of
from reporting.queries.values import CellNow, Cells, RowNow
from reporting.services.filling import Outcome, content


def save_reply(outcome: Outcome, with_totals: bool) -> dict:
    """The JSON of the cell save protocol (docs/architecture.md): what changed, not the whole sheet.

    Without totals for a school or county: 总计 is made of the others' rows too.
    """
    spec = spec_of(outcome.filing.edition)
    drawn = redrawn(outcome.filing, outcome.rows, outcome.cells, outcome.touched)
    return {
        "saved": [cell_reply(cell, spec) for cell in outcome.saved],
        "refused": [{"row": e.row, "column": e.column, "text": e.text, "reason": why} for e, why in outcome.refused],
        "conflicts": [_conflict(one) for one in outcome.conflicts],
        "checked": [f"{row}-{column}" for row, column in outcome.checked],
    } | (drawn if with_totals else drawn | {"totals": {}})


def redrawn(filing: Filing, rows: list[RowNow], cells: Cells, touched: set[tuple[str, str]]) -> dict:
    """What cells that were saved change around them; ``touched`` names them by row key and column."""
    spec, context = spec_of(filing.edition), FilingContext(filing, rows, cells)
    return {
        "totals": _totals(spec, context, {column for _key, column in touched}),
        "levels": _levels(spec, context, {key for key, _column in touched}),
        "saved_at": calendar.lately(filing.saved_at or clock.now()),
    }


def cell_reply(cell: Cell | CellNow, spec: FormSpec) -> dict:
    """A cell as the page is to show it, with the version a later save must name."""
    column = spec.column(cell.column)
    value = content(cell)
    return {
        "row": cell.row_id,
        "column": cell.column,
        "text": plain_value(value, column),
        "shown": format_value(value, column),
        "version": cell.version,
    }


def _conflict(one) -> dict:
    return {
        "row": one.edit.row,
        "column": one.edit.column,
        "mine": one.edit.text,
        "theirs": one.theirs,
        "shown": one.shown,
        "version": one.version,
        "who": one.who,
        "when": one.when,
    }


def _totals(spec: FormSpec, context: FilingContext, keys: set[str]) -> dict[str, dict]:
    found = {}
    for column in (one for one in spec.number_columns if one.key in keys):
        total = total_of(context.rows, column.key)
        found[column.key] = {"text": format_value(total.value, column), "missing": total.missing}
    return found


def _levels(spec: FormSpec, context: FilingContext, keys: set[str]) -> dict[str, str]:
    """The worst level of every cell of the rows that were saved, "" where all is well."""
    worst = worst_levels(evaluate_rows(spec, context, keys)) if keys else {}
    return {
        f"{context.row_ids[key]}-{column.key}": worst.get((key, column.key), "")
        for key in keys
        for column in spec.columns
    }
