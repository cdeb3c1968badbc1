"""The three ways a check judges: an expression, a change against a comparable filing, an outlier in its own history."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from reporting.formspec.context import RowValues
from reporting.formspec.grammar import Expression, Ref, compute
from reporting.formspec.operands import SKIP, Run

HISTORIES = {"same_half": "本行本列历年同一报送期的数", "rows": "本列其他各行的数"}
BY_ZERO = "除数为 0"


class Verdict(NamedTuple):
    """`names` and `values` are the operands read; `variables` what a message may name besides; `note` why undecided."""

    outcome: str
    names: tuple[str, ...] = ()
    values: tuple = ()
    variables: dict[str, Decimal | str] | None = None
    note: str = ""


SKIPPED = Verdict("skipped")
NO_LIMIT = Verdict("passed")


def _unreadable(names: tuple[str, ...], values: list) -> Verdict | None:
    """What does not apply comes before what is blank: a struck row asks for nothing.

    By identity: `in` would compare each number with them, which costs more than the check itself.
    """
    blank = False
    for value in values:
        if value is SKIP:
            return SKIPPED
        blank = blank or value is None
    return Verdict("undecided", names, tuple(values)) if blank else None


@dataclass(frozen=True, slots=True)
class ExpressionJudge:
    """Judges a rule written as an expression."""

    expr: Expression
    when: "ExpressionJudge | None" = None

    @property
    def refs(self) -> tuple[Ref, ...]:
        return (self.when.refs if self.when else ()) + self.expr.refs

    def __call__(self, run: Run, row: RowValues | None) -> Verdict:
        limit = self.when(run, row) if self.when else NO_LIMIT
        if limit.outcome == "failed":
            return SKIPPED
        if limit.outcome != "passed":
            return limit
        verdict = self._judge(run, row)
        if limit is NO_LIMIT or verdict is SKIPPED:
            return verdict
        return verdict._replace(names=limit.names + verdict.names, values=limit.values + verdict.values)

    def _judge(self, run: Run, row: RowValues | None) -> Verdict:
        names, values = self.expr.operands, run.fetch_all(self.expr.refs, row)
        verdict = _unreadable(names, values)
        if verdict:
            return verdict
        result = compute(run.tool, self.expr, values)
        if result is None:
            return Verdict("undecided", names, tuple(values), note=BY_ZERO)
        return Verdict("passed" if result else "failed", names, tuple(values))


@dataclass(frozen=True, slots=True)
class ChangeJudge:
    """Fails where the difference is at least `at_least` and more than `percent` of the earlier value.

    From zero any difference is more than every percentage.
    """

    now: Ref
    before: Ref
    percent: int
    at_least: int

    @property
    def refs(self) -> tuple[Ref, ...]:
        return self.now, self.before

    def __call__(self, run: Run, row: RowValues | None) -> Verdict:
        values = run.fetch_all((self.now, self.before), row)
        names = self.now.name, self.before.name
        verdict = _unreadable(names, values)
        if verdict:
            return verdict
        now, before = values
        difference = abs(now - before)
        if difference < self.at_least or difference * 100 <= self.percent * before:
            return Verdict("passed", names, (now, before))
        percent = f"{difference * 100 / before:.0f}%" if before else "无法计算(原数为 0)"
        variables = {"value": now, "before": before, "difference": difference, "percent": percent}
        return Verdict("failed", names, (now, before), variables)


@dataclass(frozen=True, slots=True)
class OutlierJudge:
    """Fails outside median ± `deviations` × MAD of a named history of at least `comparable` values; else says nothing.

    The band is never narrower than `at_least`, and where all deviations are nought (MAD = 0) never narrower than
    `flat_percent` of the median: a history that stood still must not make every small step an outlier.
    """

    now: Ref
    history: str
    comparable: int
    deviations: int
    at_least: int
    flat_percent: int

    @property
    def refs(self) -> tuple[Ref, ...]:
        return (self.now,)

    def __call__(self, run: Run, row: RowValues | None) -> Verdict:
        value = run.fetch(self.now, row)
        if value is SKIP:
            return SKIPPED
        past = self._history(run, row)
        if len(past) < self.comparable:
            return SKIPPED
        names = (self.now.name, "median", "mad")
        if value is None:
            return Verdict("undecided", names[:1], (None,))
        middle = median(past)
        spread = median([abs(one - middle) for one in past])
        width = max(self.deviations * spread, Decimal(self.at_least))
        if not spread:
            width = max(width, abs(middle) * self.flat_percent / 100)
        if abs(value - middle) <= width:
            return Verdict("passed", names, (value, middle, spread))
        variables = {"value": value, "median": middle, "low": max(middle - width, Decimal(0)), "high": middle + width}
        variables["count"] = Decimal(len(past))
        return Verdict("failed", names, (value, middle, spread), variables)

    def _history(self, run: Run, row: RowValues | None) -> list[Decimal]:
        if self.history == "same_half":
            return run.context.history(row.key if row else None, self.now.column)
        others = (run.cell(other, self.now.column) for other in run.context.rows if other is not row)
        return [value for value in others if value is not SKIP and value is not None]


Judge = ExpressionJudge | ChangeJudge | OutlierJudge

VARIABLES = {
    "expression": (),
    "change": ("value", "before", "difference", "percent"),
    "outlier": ("value", "median", "low", "high", "count"),
}


def median(values: list[Decimal]) -> Decimal:
    """The middle value of at least one."""
    ordered = sorted(values)
    half, odd = divmod(len(ordered), 2)
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2
