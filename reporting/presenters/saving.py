"""The answer to a batch of cells: what the script patches into the page."""

from portal import clock
from reporting.formspec.checks import count_levels, worst_levels
from reporting.formspec.values import format_value, plain_value
from reporting.queries.context import FilingContext
from reporting.queries.forms import spec_of
from reporting.queries.sheet import checked
from reporting.services.filling import Outcome, content


def save_reply(outcome: Outcome) -> dict:
    """The JSON of the cell save protocol (docs/architecture.md)."""
    filing = outcome.filing
    spec = spec_of(filing.edition)
    state = checked(filing)
    moment = filing.saved_at or clock.now()
    return {
        "saved": [_saved(cell, spec) for cell in outcome.saved],
        "refused": [{"row": e.row, "column": e.column, "text": e.text, "reason": why} for e, why in outcome.refused],
        "conflicts": [_conflict(one) for one in outcome.conflicts],
        "totals": {key: _total(total, spec.column(key)) for key, total in state.totals.items()},
        "levels": _levels(state.context, state.findings),
        "findings": count_levels(state.findings) | {"blank": state.progress.missing},
        "filled": state.progress.filled,
        "expected": state.progress.expected,
        "saved_at": f"{moment.astimezone(clock.SHANGHAI):%H:%M:%S}",
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


def _total(total, column) -> dict:
    return {"text": format_value(total.value, column), "missing": total.missing}


def _levels(context: FilingContext, findings) -> dict[str, str]:
    return {f"{context.row_ids[key]}-{column}": level for (key, column), level in worst_levels(findings).items() if key}
