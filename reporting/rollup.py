"""Adding cells up: sums that never hide a blank. Pure; no database.

A figure is the sum of what is there (None where nothing is) with how many cells are missing and how many apply. Blank,
zero and 不适用 stay three things: 不适用 cells are not counted, blanks are counted as missing, zeros are numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` None: nothing is there. ``missing``: blank cells; ``applicable``: cells that apply."""

    value: Decimal | None = None
    missing: int = 0
    applicable: int = 0

    def __add__(self, other: "Figure") -> "Figure":
        present = [value for value in (self.value, other.value) if value is not None]
        return Figure(
            sum(present) if present else None, self.missing + other.missing, self.applicable + other.applicable
        )

    @property
    def whole(self) -> bool:
        """Whether the sum stands on every cell that applies."""
        return self.value is not None and not self.missing

    def less(self, other: "Figure") -> "Figure":
        """The difference of two figures; None where one of them is not whole, because a blank is not zero."""
        if not (self.whole and other.whole):
            return Figure(None, self.missing + other.missing, self.applicable)
        return Figure(self.value - other.value, 0, self.applicable)


Figures = Mapping[str, Figure]
NOTHING = Figure()


def add(sets: Iterable[Figures]) -> dict[str, Figure]:
    """Column by column, the sum of several sets of figures."""
    found: dict[str, Figure] = {}
    for figures in sets:
        for key, figure in figures.items():
            found[key] = found[key] + figure if key in found else figure
    return found


def less(one: Figures, other: Figures, keys: Iterable[str]) -> dict[str, Figure]:
    """Column by column, ``one`` − ``other``."""
    return {key: one.get(key, NOTHING).less(other.get(key, NOTHING)) for key in keys}


@dataclass(frozen=True)
class Line:
    """A line of a table of totals: a city, a school, a county."""

    key: str
    label: str
    city_code: str
    city: str
    filing_id: int
    figures: Figures
    row_id: int | None = None
    school_id: int | None = None
    region_id: str | None = None
    nil: bool = False
    notes: tuple[str, ...] = field(default=())
