"""Earlier periods beside this one: June with June, December with December, never added. 下半年 is only a difference."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import QuerySet

from portal.models import RegionSuccession
from portal.scope import Scope
from reporting.formspec.spec import FormSpec
from reporting.models import Period
from reporting.queries.context import renamed_regions
from reporting.queries.standings import Standing, standings
from reporting.queries.totals import read_lines, spec_in
from reporting.rollup import NOTHING, Figure, Figures, Line, add, less


@dataclass(frozen=True)
class Year:
    """One period of the comparison: its lines, and how many units are counted of those expected."""

    period: Period
    lines: list[Line]
    counted: int
    expected: int

    @property
    def total(self) -> dict[str, Figure]:
        return add(line.figures for line in self.lines)

    @property
    def units(self) -> set[str]:
        return {line.city_code for line in self.lines}

    def total_of(self, units: set[str]) -> dict[str, Figure]:
        """The sum of some units only: what two periods can be held against each other with."""
        return add(line.figures for line in self.lines if line.city_code in units)

    def line(self, key: str) -> Line | None:
        """The line of a city or a row."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Line]:
        return {line.key: line for line in self.lines}


@dataclass(frozen=True)
class Comparison:
    """``years`` newest first; ``halves`` the June filings of the same years, for the difference called 下半年."""

    spec: FormSpec
    years: list[Year]
    halves: dict[int, Year]
    retired: frozenset[str]  # keys of rows whose successor is not known: they stand, but are compared with nothing

    def second_half(self, year: Year) -> Figures | None:
        """全年 − 上半年 of the same units; of a 期末时点 column there is none. None where the units differ."""
        half = self.halves.get(year.period.year)
        if half is None or half.units != year.units or not half.units:
            return None
        flows = [column.key for column in self.spec.number_columns if column.basis != "stock"]
        return less(year.total, half.total, flows)

    def change(self) -> tuple[Figures, int] | None:
        """This period less the one before it, over the units counted in both, and how many these are."""
        if len(self.years) < 2:
            return None
        this, last = self.years[0], self.years[1]
        both = this.units & last.units
        keys = [column.key for column in self.spec.number_columns]
        return less(this.total_of(both), last.total_of(both), keys), len(both)

    def keys(self) -> list[Line]:
        """One line per city or row that any of the periods has, those of the newest period first."""
        found: dict[str, Line] = {}
        for year in self.years:
            for line in year.lines:
                found.setdefault(line.key, line)
        return sorted(found.values(), key=lambda line: line.city_code)

    @property
    def retired_names(self) -> list[str]:
        """The places of ``retired``, city by city."""
        return [f"{line.city}{line.label}" for line in self.keys() if line.key in self.retired]

    def figure(self, year: Year, key: str, column: str) -> Figure | None:
        """A line's figure in a period; None where the line was not there."""
        line = year.line(key)
        return None if line is None else line.figures.get(column, NOTHING)


@dataclass(frozen=True)
class Course:
    """Every period up to this one, June and December filings alike, oldest first."""

    spec: FormSpec
    years: list[Year]

    @property
    def this(self) -> Year:
        return self.years[-1]

    def before(self, same_half: bool) -> Year | None:
        """The same half a year ago, or else the filing before of whichever half; None where there was none."""
        year, half = self.this.period.year, self.this.period.half
        if same_half or half == Period.Half.FIRST:
            year -= 1
        if not same_half:
            half = Period.Half.FIRST if half == Period.Half.WHOLE else Period.Half.WHOLE
        return next((one for one in self.years if (one.period.year, one.period.half) == (year, half)), None)


def compare(scope: Scope, form: str, period: Period, basis: str, by_row: bool) -> Comparison | None:
    """This period and the same half of every earlier year; one statement for all cells. None: no such form."""
    wanted = list(_until(period))
    same = [one for one in wanted if one.half == period.half]
    june = [one for one in wanted if one.half != period.half] if period.half == Period.Half.WHOLE else []
    read = _read(scope, form, [*same, *june], basis, by_row)
    if read is None:
        return None
    spec, found = read
    years = [found[one] for one in sorted(same, key=lambda one: one.due_at, reverse=True)]
    lines = {line.key for year in found.values() for line in year.lines}
    gone = unknown_successors() & lines if by_row else set()
    return Comparison(spec, years, {one.year: found[one] for one in june}, frozenset(gone))


def course(scope: Scope, form: str, period: Period, basis: str, by_row: bool = False) -> Course | None:
    """This period and all before it. None: no such form."""
    wanted = sorted(_until(period), key=lambda one: one.due_at)
    read = _read(scope, form, wanted, basis, by_row)
    return None if read is None else Course(read[0], [read[1][one] for one in wanted])


def _until(period: Period) -> QuerySet[Period]:
    return Period.objects.filter(due_at__lte=period.due_at, year__lte=period.year)


def _read(
    scope: Scope, form: str, periods: list[Period], basis: str, by_row: bool
) -> tuple[FormSpec, dict[Period, Year]] | None:
    """The newest edition used in the newest of the periods, and each period's lines; one statement for all cells."""
    found = standings(scope, periods, form)
    newest = max(periods, key=lambda one: one.due_at)
    spec = spec_in(form, [one for one in found if one.filing.period_id == newest.pk] or found)
    if spec is None:
        return None
    lines = read_lines(scope, spec, found, basis, by_row)
    if by_row:  # a row of a retired code stands under its one known successor
        renamed = dict(renamed_regions())
        lines = [replace(line, key=renamed.get(line.key, line.key)) for line in lines]
    return spec, {period: _year(period, found, lines, basis) for period in periods}


def _year(period: Period, found: list[Standing], lines: list[Line], basis: str) -> Year:
    of_period = [one for one in found if one.filing.period_id == period.pk]
    filings = {one.filing.pk for one in of_period}
    counted = sum(one.counts(basis) for one in of_period)
    return Year(period, [line for line in lines if line.filing_id in filings], counted, len(of_period))


def unknown_successors() -> set[str]:
    """Retired codes that no single known code took the place of."""
    pairs = list(RegionSuccession.objects.values_list("old_id", "successor_id"))
    known = {old for old, _new in renamed_regions()}
    return {old for old, _new in pairs} - known
