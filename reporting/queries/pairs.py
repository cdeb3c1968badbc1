"""省级 pairings with the figures of both sides: the school's row of one form, the county's row of the other. 附件1."""

from dataclasses import dataclass

from pairing.models import Partnership
from pairing.queries.partnerships import on_day, register
from portal.scope import Scope
from reporting.formspec.spec import Column, FormSpec
from reporting.models import Period
from reporting.queries.standings import standings
from reporting.queries.totals import read_lines, spec_in
from reporting.rollup import Figure, Line, add


@dataclass(frozen=True)
class Pair:
    """One school and one county with their lines; None where the basis counts none (or it is out of scope)."""

    partnership: Partnership
    school: Line | None
    county: Line | None


@dataclass(frozen=True)
class Pairs:
    """All pairs; of the form asked for every number column, of the other side's form those that count persons once."""

    sides: list[tuple[str, FormSpec, tuple[Column, ...]]]
    pairs: list[Pair]

    def total(self, side: str) -> dict[str, Figure]:
        """The sum of one side; a school paired with two counties is counted once."""
        lines = {getattr(pair, side).row_id: getattr(pair, side) for pair in self.pairs if getattr(pair, side)}
        return add(line.figures for line in lines.values())


SIDES = {"schools": "school", "counties": "county"}


def pairs(scope: Scope, form: str, period: Period, basis: str) -> Pairs | None:
    """The 省级 pairs that ran on the period's last day. None: no such form, or one whose rows are neither."""
    found = standings(scope, [period])
    chosen = spec_in(form, [one for one in found if one.filing.form == form])
    if chosen is None or chosen.axis not in SIDES:
        return None
    specs = {SIDES[chosen.axis]: chosen}
    for code in sorted({one.filing.form for one in found}):
        spec = spec_in(code, [one for one in found if one.filing.form == code])
        if spec.axis in SIDES:
            specs.setdefault(SIDES[spec.axis], spec)
    lines = {side: _lines(scope, spec, found, basis, side) for side, spec in specs.items()}
    run = register().visible_to(scope).filter(on_day(period.counts_to), level=Partnership.Level.PROVINCE)
    made = [
        Pair(one, lines.get("school", {}).get(one.school_id), lines.get("county", {}).get(one.county_id))
        for one in run.order_by("school__number", "pk")
    ]
    return Pairs([(side, spec, _columns(spec, chosen)) for side, spec in specs.items()], made)


def _lines(scope: Scope, spec: FormSpec, found, basis: str, side: str) -> dict:
    of_form = [one for one in found if one.filing.form == spec.code]
    lines = read_lines(scope, spec, of_form, basis, by_row=True)
    return {line.school_id if side == "school" else line.region_id: line for line in lines}


def _columns(spec: FormSpec, chosen: FormSpec) -> tuple[Column, ...]:
    once = tuple(column for column in spec.number_columns if column.distinct)
    return spec.number_columns if spec is chosen or not once else once
