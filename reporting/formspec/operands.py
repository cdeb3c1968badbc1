"""Fetches what an expression names. A blank is None; what does not apply, or is not there to compare with, is SKIP."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reporting.formspec.context import Context, Past, RowValues, Total, total_of
from reporting.formspec.grammar import FUNCTIONS, Ref, evaluator
from reporting.formspec.spec import FormSpec

SKIP = object()  # not applicable: the check says nothing
PAST_FIELDS = {"prev": "prev", "lastyear": "lastyear", "halfyear": "half_year"}
NOWHERE: dict[str, dict] = {}


@dataclass(slots=True)
class Run:
    """One evaluation: the context, its evaluator, and 总计 computed once per column."""

    spec: FormSpec
    context: Context
    tool: object = field(default_factory=evaluator)
    totals: dict[str, Total] = field(default_factory=dict)
    aggregates: dict[Ref, object] = field(default_factory=dict)
    pasts: dict[str, Past | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def past(self, source: str) -> Past | None:
        """Another filing, by "prev", "lastyear", "halfyear" or a form's code.

        Asked of the context on first use only, as it may have to fetch it; what it is called is kept for the messages.
        """
        if source not in self.pasts:
            name = PAST_FIELDS.get(source)
            past = getattr(self.context, name) if name else self.context.others.get(source)
            self.pasts[source] = past
            if past and past.name:
                self.names[source] = past.name
        return self.pasts[source]

    def total(self, column: str) -> Total:
        """总计 of a column, summed once per run."""
        if column not in self.totals:
            self.totals[column] = total_of(self.context.rows, column)
        return self.totals[column]

    def cell(self, row: RowValues, column: str) -> Decimal | None | object:
        """A cell as an operand: its value, None for a blank, SKIP where it does not apply."""
        if row.struck or (row.applicable is not None and column not in row.applicable):
            return SKIP
        return row.values.get(column)

    def whole(self, column: str) -> Decimal | None | object:
        """总计 as an operand: blank where a cell is missing, SKIP where no cell applies."""
        total = self.total(column)
        if not total.applicable:
            return SKIP
        return None if total.missing else total.value

    def fetch(self, ref: Ref, row: RowValues | None) -> Decimal | None | object:
        """The value a reference means for this row."""
        if ref.source == "row":
            return self.cell(row, ref.column)
        if ref.source == "total":
            return self.whole(ref.column)
        if ref.source == "rows":
            return self._aggregate(ref)
        if ref.source == "other":
            other = self.past(ref.form)
            return None if other is None else _from_past(other, ref, row)
        past = self.past(ref.source)
        return SKIP if past is None else _from_past(past, ref, row)

    def fetch_all(self, refs: Sequence[Ref], row: RowValues | None) -> list:
        """As `fetch` for each; the open cells of a row, by far the most, without a call."""
        if row is None or row.struck or row.applicable is not None:
            return [self.fetch(ref, row) for ref in refs]
        cells = row.values
        return [cells.get(ref.column) if ref.source == "row" else self.fetch(ref, row) for ref in refs]

    def _aggregate(self, ref: Ref) -> Decimal | None | object:
        if ref not in self.aggregates:
            values = [self.cell(row, ref.column) for row in self.context.rows]
            values = [value for value in values if value is not SKIP]
            if not values:
                self.aggregates[ref] = SKIP
            elif None in values:
                self.aggregates[ref] = None
            else:
                self.aggregates[ref] = sum(values) if ref.function == "sum_of" else FUNCTIONS[ref.function](values)
        return self.aggregates[ref]


def _from_past(past: Past, ref: Ref, row: RowValues | None) -> Decimal | None | object:
    values = past.total if ref.part == "total" else past.rows.get(row.key, NOWHERE)
    return values.get(ref.column, SKIP)
