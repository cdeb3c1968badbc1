"""What a form is checked against: its rows, earlier filings, the other forms. And 总计, the sum of rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

Value = Decimal | str | None


@dataclass(slots=True)
class RowValues:
    """One row. `values` holds what was typed (absent or None is a blank); `applicable` None means every column applies.

    A cell outside `applicable`, and any cell of a struck row, is 不适用: neither blank nor zero.
    """

    key: str
    label: str
    values: dict[str, Value]
    applicable: frozenset[str] | set[str] | None = None
    struck: bool = False

    def applies(self, column: str) -> bool:
        """Whether the column is filled in this row at all; 不适用 is neither blank nor zero."""
        return not self.struck and (self.applicable is None or column in self.applicable)


@dataclass(slots=True)
class Past:
    """Another filing's figures. A key that is absent did not apply there; None is a blank (or a 总计 over blanks).

    A nil return is `Past()`: nothing to compare with. `name` is what messages call it, e.g. «2019年全年».
    """

    rows: dict[str, dict[str, Value]] = field(default_factory=dict)
    total: dict[str, Decimal | None] = field(default_factory=dict)
    name: str = ""


def no_history(row_key: str | None, column: str) -> list[Decimal]:
    """For contexts without earlier years."""
    return []


@dataclass(slots=True)
class Context:
    """`half` "H1" or "Y"; `half_year` is the June filing of the same year, for a December one.

    `others` holds the unit's other forms of the same period by code. `history(row_key, column)` gives the comparable
    values (same half, earlier years, blanks left out), `row_key` None for 总计. `at` "province" evaluates the checks
    that only the province's total can answer, with the cities (or any rows) as `rows`.
    """

    half: str
    rows: list[RowValues]
    prev: Past | None = None
    lastyear: Past | None = None
    half_year: Past | None = None
    others: dict[str, Past] = field(default_factory=dict)
    history: Callable[[str | None, str], list[Decimal]] = no_history
    at: str = "unit"


class Total(NamedTuple):
    """总计 of a column: the sum of what is there (None where nothing is), cells missing, cells that apply."""

    value: Decimal | None
    missing: int
    applicable: int


def total_of(rows: Iterable[RowValues], column: str) -> Total:
    """Blanks are counted as missing; struck rows and 不适用 cells are not."""
    applying = [row.values.get(column) for row in rows if row.applies(column)]
    present = [value for value in applying if value is not None]
    return Total(sum(present) if present else None, len(applying) - len(present), len(applying))


def past_of(rows: Iterable[RowValues], columns: Iterable[str], name: str = "") -> Past:
    """The figures of a filing as another filing's checks read them; a 总计 over blanks is a blank."""
    rows, columns = list(rows), list(columns)
    past = Past(name=name)
    for row in rows:
        past.rows[row.key] = {column: row.values.get(column) for column in columns if row.applies(column)}
    for column in columns:
        if any(isinstance(row.values.get(column), str) for row in rows):
            continue  # a text column has no 总计
        total = total_of(rows, column)
        if total.applicable:
            past.total[column] = None if total.missing else total.value
    return past
