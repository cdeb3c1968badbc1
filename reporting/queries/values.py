"""The rows and cells of a filing as they stand now."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from reporting.models import Cell, Filing


class RowNow(NamedTuple):
    """A row as it stands."""

    pk: int
    key: str
    label: str
    struck: str


class CellNow(NamedTuple):
    """A cell as it stands; hundreds of them are read for every save, so it is no model instance."""

    row_id: int
    column: str
    value: Decimal | None
    text: str
    not_applicable: str
    version: int


Cells = dict[int, dict[str, CellNow]]


def draft_rows(filing: Filing) -> list[RowNow]:
    """The rows of a filing in their order."""
    return [RowNow._make(values) for values in filing.rows.values_list(*RowNow._fields)]


def draft_cells(filing: Filing) -> Cells:
    """The cells of a filing by row id and column key; a cell never touched is absent."""
    found: Cells = defaultdict(dict)
    for values in Cell.objects.filter(row__filing=filing).values_list(*CellNow._fields):
        cell = CellNow._make(values)
        found[cell.row_id][cell.column] = cell
    return found
