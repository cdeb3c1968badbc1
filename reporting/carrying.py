"""提取上期: what may be carried from the filing before into blanks, each marked 待核 until somebody looked at it.

Only what stands from one day to the next: 期末时点 and 累计. A 期内发生 is counted anew in every window, so it is never
carried. Nothing typed is touched.
"""

from django.db import transaction

from portal.actor import Actor
from portal.refusal import Refused
from reporting.formspec.context import Past
from reporting.formspec.values import plain_value
from reporting.models import Filing
from reporting.queries.context import FilingContext
from reporting.queries.forms import spec_of
from reporting.queries.gate import Gate, gate
from reporting.queries.values import draft_cells, draft_rows
from reporting.services.filling import Edit, lock
from reporting.services.notes import mark
from reporting.workflows import type_cells

CARRIED = ("stock", "cumulative")


def carriable(context: FilingContext, door: Gate) -> list[Edit]:
    """The blanks that the filing before could fill, as a save would type them; none where nothing may be typed."""
    spec = spec_of(context.filing.edition)
    columns = [column for column in spec.number_columns if column.basis in CARRIED]
    if not door.open or not columns or context.prev is None:
        return []
    return [
        Edit(row.pk, column.key, plain_value(value, column), cells[column.key].version if column.key in cells else 0)
        for row, values, cells in context.lines
        for column in columns
        if door.allows(row.pk, column.key) and not row.struck and values.applies(column.key)
        if values.values.get(column.key) is None
        if (value := _before(context.prev, row.key, column.key)) is not None
    ]


def _before(past: Past, row: str, column: str):
    return past.rows.get(row, {}).get(column)


@transaction.atomic
def carry(filing: Filing, actor: Actor) -> int:
    """Fill them and mark them 待核; how many. Raises Refused where nothing can be carried now."""
    locked = lock(filing.pk)
    door = gate(locked, actor)
    if not door.open:
        raise Refused([door.why])
    found = carriable(FilingContext(locked, draft_rows(locked), draft_cells(locked)), door)
    if not found:
        raise Refused(["没有可提取的数:上期没有这些格的期末数、累计数,或本期都已填了。"])
    outcome = type_cells(locked, found, actor)
    places = [(cell.row_id, cell.column) for cell in outcome.saved]
    mark(locked, places, actor)
    return len(places)
