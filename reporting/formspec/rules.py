"""Checks made ready to run: expressions compiled, repetitions unrolled, once per form edition."""

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.formspec.grammar import BadExpression, Ref, compile_expression
from reporting.formspec.judges import ChangeJudge, ExpressionJudge, Judge, OutlierJudge
from reporting.formspec.messages import Template, compile_template
from reporting.formspec.spec import Check, FormSpec


class BadCheck(ValueError):
    """A check that cannot be run: its place in `spec.checks`, the YAML key and the reason in Chinese."""

    def __init__(self, position: int, key: str, reason: str):
        super().__init__(reason)
        self.position, self.key, self.reason = position, key, reason


@dataclass(frozen=True, slots=True)
class Rule:
    """One check for one column. `code` is the check's, with the column behind it where `each` repeats it.

    A saved cell in `near` concerns its own row only, one in `far` every row (it changes 总计 or an aggregate).
    """

    spec: FormSpec
    check: Check
    code: str
    columns: tuple[str, ...]
    judge: Judge
    template: Template
    near: frozenset[str]
    far: frozenset[str]

    @property
    def by_row(self) -> bool:
        return self.check.scope == "row"


def rules_of(spec: FormSpec) -> tuple[Rule, ...]:
    """All rules of the form, compiled at the first call. Raises BadCheck."""
    if "rules" not in spec.memo:
        spec.memo["rules"] = tuple(_compile(spec))
    return spec.memo["rules"]


def rules_for(spec: FormSpec, half: str, at: str) -> tuple[Rule, ...]:
    """The rules that apply to a filing of this half, at a unit or at the province."""
    key = ("rules", half, at)
    if key not in spec.memo:
        spec.memo[key] = tuple(rule for rule in rules_of(spec) if rule.check.applies(half, at))
    return spec.memo[key]


def foreign_refs(spec: FormSpec) -> Iterator[tuple[int, Ref]]:
    """Every operand that reads another form, with the position of its check."""
    for rule in rules_of(spec):
        position = spec.checks.index(rule.check)
        yield from ((position, ref) for ref in rule.judge.refs if ref.source == "other")


def _compile(spec: FormSpec) -> Iterator[Rule]:
    for position, check in enumerate(spec.checks):
        for this in check.each or ("",):
            try:
                key = "expr"
                judge = _judge(check, this)
                _known_numbers(spec, judge)
                _fits_scope(check, judge)
                key = "message"
                template = compile_template(check, spec, this, {ref.name for ref in judge.refs})
            except BadExpression as error:
                raise BadCheck(position, key, str(error)) from error
            yield _rule(spec, check, this, judge, template)


def _judge(check: Check, this: str) -> Judge:
    if check.kind == "expression":
        expr = compile_expression(check.expr, check.scope, this=this, truth=True)
        when = compile_expression(check.when, check.scope, this=this, truth=True) if check.when else None
        return ExpressionJudge(expr, ExpressionJudge(when) if when else None)
    source = "row" if check.scope == "row" else "total"
    now = Ref(f"{source}.{this}", source, this, source)
    settings = dict(check.settings)
    if check.kind == "change":
        against = settings.pop("against")
        return ChangeJudge(now, Ref(f"{against}.{this}", against, this, source), **settings)
    return OutlierJudge(now, **settings)


def _known_numbers(spec: FormSpec, judge: Judge) -> None:
    for ref in judge.refs:
        if ref.source == "other":
            continue
        if not spec.has_column(ref.column):
            raise BadExpression(f"“{ref.name}”用到的列 {ref.column} 不在本表里")
        if not spec.column(ref.column).is_number:
            raise BadExpression(f"“{ref.name}”用到的列 {ref.column} 是文字,不能参加计算")


def _fits_scope(check: Check, judge: Judge) -> None:
    others = [ref for ref in judge.refs if ref.source == "other"]
    if check.scope == "cross" and not others:
        raise BadExpression("表间公式(scope: cross)要用 other('表号') 读另一张表")
    if not any(ref.own for ref in judge.refs):
        raise BadExpression("公式没有用到本表的数")


def _rule(spec: FormSpec, check: Check, this: str, judge: Judge, template: Template) -> Rule:
    own = [ref for ref in judge.refs if ref.own]
    near = frozenset(ref.column for ref in own if ref.source == "row")
    far = frozenset(ref.column for ref in own if ref.source != "row")
    if isinstance(judge, OutlierJudge) and judge.history == "rows":
        far |= near
    columns = check.columns or ((this,) if this else tuple(dict.fromkeys(ref.column for ref in own)))
    code = f"{check.code}.{this}" if this else check.code
    return Rule(spec, check, code, columns, judge, template, near, far)
