"""The answer to a batch of cells: what the script patches into the page."""

from portal import calendar, clock
from reporting.formspec.checks import evaluate_rows, worst_levels
from reporting.formspec.context import total_of
from reporting.formspec.spec import FormSpec
from reporting.formspec.values import format_value, plain_value
from reporting.queries.context import FilingContext
from reporting.queries.forms import spec_of
from reporting.services.filling import Outcome, content


def save_reply(outcome: Outcome, with_totals: bool) -> dict:
    """The JSON of the cell save protocol (docs/architecture.md): what changed, not the whole sheet.

    Without totals for a school or county: 总计 is made of the others' rows too.
    """
    filing = outcome.filing
    spec = spec_of(filing.edition)
    context = FilingContext(filing, outcome.rows, outcome.cells)
    moment = filing.saved_at or clock.now()
    return {
        "saved": [_saved(cell, spec) for cell in outcome.saved],
        "refused": [{"row": e.row, "column": e.column, "text": e.text, "reason": why} for e, why in outcome.refused],
        "conflicts": [_conflict(one) for one in outcome.conflicts],
        "totals": _totals(spec, context, {column for _key, column in outcome.touched}) if with_totals else {},
        "levels": _levels(spec, context, {key for key, _column in outcome.touched}),
        "checked": [f"{row}-{column}" for row, column in outcome.checked],
        "saved_at": calendar.lately(moment),
    }


def _saved(cell, spec) -> dict:
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
