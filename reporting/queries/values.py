"""The values of filings on each basis: the draft's own cells, or the frozen cells of a version."""

from collections import defaultdict
from decimal import Decimal

from reporting.models import Cell, Filing, FrozenCell

Values = dict[int, dict[str, Decimal | str | None]]


def draft_cells(filing: Filing) -> dict[int, dict[str, Cell]]:
    """The cells of a filing by row id and column key; a cell never touched is absent."""
    found: dict[int, dict[str, Cell]] = defaultdict(dict)
    for cell in Cell.objects.filter(row__filing=filing).select_related("saved_by").defer("saved_by__phone"):
        found[cell.row_id][cell.column] = cell
    return found


def frozen_values(version_id: int) -> dict[str, dict[str, Decimal | str | None]]:
    """A sent version's values by row key and column; not-applicable cells are left out, blanks are None."""
    found: dict[str, dict[str, Decimal | str | None]] = defaultdict(dict)
    rows = FrozenCell.objects.filter(version_id=version_id, not_applicable="")
    for key, column, value, text in rows.values_list("row__key", "column", "value", "text"):
        found[key][column] = value if value is not None else (text or None)
    return found
