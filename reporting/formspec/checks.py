"""Runs 审核公式: all of a form's before sending, only those that a save touched while filling."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from reporting.formspec import messages
from reporting.formspec.context import Context, RowValues
from reporting.formspec.judges import Verdict
from reporting.formspec.messages import TOTAL_LABEL, Voice
from reporting.formspec.operands import Run
from reporting.formspec.rules import Rule, rules_for
from reporting.formspec.spec import LEVELS, FormSpec

Touched = Iterable[tuple[str, str]]
OPEN = ("failed", "undecided")  # what stands in the way of sending
SAID = (*OPEN, "passed")
ALL = (*SAID, "skipped")


@dataclass(slots=True, eq=False)
class Finding:
    """What one rule says of one row (`row_key` None: of 总计). Sentences are written only when read.

    `outcome`: "failed", "passed", "undecided" (未判定: an operand is blank), or "skipped" (does not apply).
    `check` is unique per row: the check's code, with the column behind it where the check is repeated ("A2-11.c3").
    """

    rule: Rule
    row_key: str | None
    row_label: str
    verdict: Verdict
    voice: Voice

    @property
    def check(self) -> str:
        return self.rule.code

    @property
    def level(self) -> str:
        return self.rule.check.level

    @property
    def title(self) -> str:
        """The rule in words."""
        return self.rule.check.title

    @property
    def columns(self) -> tuple[str, ...]:
        return self.rule.columns

    @property
    def outcome(self) -> str:
        return self.verdict.outcome

    @property
    def operands(self) -> tuple[tuple[str, Decimal | None], ...]:
        """The values judged, as (name, value), e.g. ("row.c7", 14)."""
        return tuple(zip(self.verdict.names, self.verdict.values, strict=True))

    @property
    def message(self) -> str:
        """What was found, in Chinese: row, column, both values and the rule."""
        rule, spec = self.rule, self.rule.spec
        if self.outcome == "failed":
            return rule.template.render(spec, self.row_label, self.verdict, rule.columns[0], self.voice)
        if self.outcome == "undecided":
            return messages.undecided(spec, self.title, self.row_label, self.verdict, rule.judge.refs, self.voice)
        return f"{self.row_label}:“{self.title}”{'符合' if self.outcome == 'passed' else '不适用'}。"

    @property
    def signature(self) -> str:
        """Stable digest of form, check, row and operand values: a written reason holds while it stays the same."""
        values = ";".join(f"{name}={_plain(value)}" for name, value in self.operands)
        whole = "|".join((self.rule.spec.code, self.check, self.row_key or "", values))
        return sha256(whole.encode()).hexdigest()[:40]


def evaluate(
    spec: FormSpec, context: Context, only: Touched | None = None, outcomes: Collection[str] = SAID
) -> list[Finding]:
    """Judge the form's checks, rule by rule, rows in their order; findings of the wanted `outcomes`.

    `only`: the (row_key, column) just saved; rules these cannot change are left out. Replace the earlier findings of
    the same (check, row_key) by what comes back; with ALL those that no longer apply come back too.
    """
    run = Run(spec, context)
    voice = Voice(context.half, run.names)
    targets = _everything(context) if only is None else _touched(context, only)
    findings = []
    for rule in rules_for(spec, context.half, context.at):
        judge = rule.judge
        for row in targets(rule):
            verdict = judge(run, row)
            if verdict.outcome in outcomes:
                key, label = (row.key, row.label) if row else (None, TOTAL_LABEL)
                findings.append(Finding(rule, key, label, verdict, voice))
    return findings


def evaluate_rows(spec: FormSpec, context: Context, keys: Collection[str]) -> list[Finding]:
    """The failed checks inside these rows, complete for them: what a save answers with. 总计 is judged elsewhere."""
    run = Run(spec, context)
    voice = Voice(context.half, run.names)
    rows = [row for row in context.rows if row.key in keys]
    findings = []
    for rule in rules_for(spec, context.half, context.at):
        for row in rows if rule.by_row else ():
            verdict = rule.judge(run, row)
            if verdict.outcome == "failed":
                findings.append(Finding(rule, row.key, row.label, verdict, voice))
    return findings


def worst_levels(findings: Iterable[Finding]) -> dict[tuple[str | None, str], str]:
    """For each cell that a failed check names, its worst level; 总计 under row key None."""
    worst: dict[tuple[str | None, str], str] = {}
    for finding in findings:
        if finding.outcome != "failed":
            continue
        for column in finding.columns:
            place = finding.row_key, column
            if place not in worst or LEVELS.index(finding.level) < LEVELS.index(worst[place]):
                worst[place] = finding.level
    return worst


def count_levels(findings: Iterable[Finding]) -> dict[str, int]:
    """How many failed, by level; every level is there."""
    counted = Counter(finding.level for finding in findings if finding.outcome == "failed")
    return {level: counted[level] for level in LEVELS}


def _everything(context: Context):
    def targets(rule: Rule) -> Iterable[RowValues | None]:
        return context.rows if rule.by_row else (None,)

    return targets


def _touched(context: Context, only: Touched):
    by_column: dict[str, set[str]] = {}
    for key, column in only:
        by_column.setdefault(column, set()).add(key)
    touched = by_column.keys()

    def targets(rule: Rule) -> Iterator[RowValues | None]:
        if not rule.far.isdisjoint(touched):
            yield from context.rows if rule.by_row else (None,)
        elif not rule.near.isdisjoint(touched):
            keys = set().union(*(by_column[column] for column in rule.near & touched))
            yield from (row for row in context.rows if row.key in keys)

    return targets


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize() + 0, "f")
