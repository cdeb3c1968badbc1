"""One column against an earlier period, line by line, the largest difference first."""

from dataclasses import dataclass
from decimal import Decimal

from reporting.formspec.spec import Column
from reporting.queries.compare import Course, Year
from reporting.rollup import NOTHING, Figure, Line


@dataclass(frozen=True)
class Change:
    """A city's or row's number now and before; a side that was not counted is None."""

    line: Line
    now: Figure | None
    before: Figure | None

    @property
    def difference(self) -> Decimal | None:
        """None where one side is not whole: a blank is not zero."""
        if self.now is None or self.before is None:
            return None
        return self.now.less(self.before).value


@dataclass(frozen=True)
class Changes:
    """What is held against what; ``against`` None: there was no such period."""

    this: Year
    against: Year | None
    lines: list[Change]


def changes_of(found: Course, column: Column, same_half: bool) -> Changes:
    """The lines of both periods; none where the two numbers are not of one kind."""
    against = found.before(same_half)
    if against is None or not comparable(found.this, against, column):
        return Changes(found.this, against, [])
    lines = {line.key: line for year in (against, found.this) for line in year.lines}
    changes = [Change(line, _side(found.this, key, column), _side(against, key, column)) for key, line in lines.items()]
    return Changes(found.this, against, sorted(changes, key=_by_size))


def comparable(this: Year, against: Year, column: Column) -> bool:
    """A flow of June and one of December have windows of different lengths: subtracted only inside one year."""
    return column.basis != "flow" or this.period.half == against.period.half or this.period.year == against.period.year


def _side(year: Year, key: str, column: Column) -> Figure | None:
    line = year.line(key)
    return None if line is None or line.nil else line.figures.get(column.key, NOTHING)


def _by_size(change: Change) -> tuple[bool, Decimal]:
    difference = change.difference
    return difference is None, -abs(difference or Decimal(0))
