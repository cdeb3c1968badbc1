"""Turns a verdict into a sentence: names row, column, the values and the rule. Templates come from the definition."""

import re
from dataclasses import dataclass
from decimal import Decimal

from reporting.formspec.grammar import THIS, BadExpression, Expression, Ref, compile_expression, compute, evaluator
from reporting.formspec.judges import VARIABLES, Verdict
from reporting.formspec.spec import Check, FormSpec
from reporting.formspec.values import format_number, format_value

TOTAL_LABEL = "总计"
PAST_WORDS = {"prev": "上期", "lastyear": "上年同期", "halfyear": "本年上半年"}
OTHER_WORD = "另一张表"
SHOWN_BLANKS = 3
_HOLE = re.compile(r"\{([^{}]*)\}")
_COLUMN = re.compile(r"c[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Voice:
    """What sentences need of a run, kept after it: the half and what the earlier filings are called."""

    half: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """A message cut into text, ("label"|"column"|"past"|"variable", name) and expressions."""

    parts: tuple[str | tuple[str, str] | Expression, ...]

    def render(self, spec: FormSpec, label: str, verdict: Verdict, column: str, voice: Voice) -> str:
        """The sentence of a failed rule with its values put in."""
        known = dict(zip(verdict.names, verdict.values, strict=True))
        said = []
        for part in self.parts:
            if isinstance(part, str):
                said.append(part)
            elif isinstance(part, Expression):
                said.append(_number(spec, part, known))
            else:
                said.append(_named(spec, part, label, verdict, column, voice))
        return "".join(said)


def compile_template(check: Check, spec: FormSpec, this: str, operands: set[str]) -> Template:
    """Cut `check.message`. Raises BadExpression for a hole that names something the check does not read."""
    parts: list[str | tuple[str, str] | Expression] = []
    end = 0
    for hole in _HOLE.finditer(check.message):
        parts += [check.message[end : hole.start()], _hole(hole[1].strip(), check, spec, this, operands)]
        end = hole.end()
    parts.append(check.message[end:])
    if any(isinstance(part, str) and ("{" in part or "}" in part) for part in parts):
        raise BadExpression("花括号没有成对")
    return Template(tuple(part for part in parts if part))


def undecided(spec: FormSpec, title: str, label: str, verdict: Verdict, refs: tuple[Ref, ...], voice: Voice) -> str:
    """Why a check could not be judged: which operands are blank."""
    values = dict(zip(verdict.names, verdict.values, strict=True))
    blank = [ref for ref in dict.fromkeys(refs) if ref.name in values and values[ref.name] is None]
    blanks = [_blank(spec, ref, voice) for ref in blank]
    more = f"等 {len(blanks)} 处" if len(blanks) > SHOWN_BLANKS else ""
    reason = verdict.note or "、".join(blanks[:SHOWN_BLANKS]) + more
    return f"{label}:“{title}”未判定,{reason}。"


def _hole(name: str, check: Check, spec: FormSpec, this: str, operands: set[str]):
    if name == "row":
        return "label", ""
    if name in PAST_WORDS:
        return "past", name
    if name in VARIABLES[check.kind]:
        return "variable", name
    if name == THIS and this:
        return "column", this
    if _COLUMN.fullmatch(name):
        if not spec.has_column(name):
            raise BadExpression(f"“{{{name}}}”不是本表的列")
        return "column", name
    expression = compile_expression(name, check.scope, this=this)
    for ref in expression.refs:
        if ref.name not in operands:
            raise BadExpression(f"“{{{name}}}”里的 {ref.name} 不在公式里")
    return expression


def _number(spec: FormSpec, expression: Expression, known: dict[str, Decimal]) -> str:
    ref = expression.reference
    if ref and not ref.form:
        return format_value(known[ref.name], spec.column(ref.column))
    value = compute(evaluator(), expression, [known[ref.name] for ref in expression.refs])
    return "(除数为 0)" if value is None else format_number(value)


def _named(spec: FormSpec, part: tuple[str, str], label: str, verdict: Verdict, column: str, voice: Voice) -> str:
    what, name = part
    if what == "label":
        return label
    if what == "column":
        return spec.column(name).short_for(voice.half)
    if what == "past":
        return voice.names.get(name) or PAST_WORDS[name]
    value = verdict.variables[name]
    if isinstance(value, str):
        return value
    if name in ("value", "before"):
        return format_value(value, spec.column(column))
    return format_number(value)


def _blank(spec: FormSpec, ref: Ref, voice: Voice) -> str:
    if ref.source == "other":
        return f"{voice.names.get(ref.form) or OTHER_WORD}对应的数为空或尚未填报"
    short = f"“{spec.column(ref.column).short_for(voice.half)}”"
    if ref.source == "row":
        return f"{short}为空"
    if ref.source in ("total", "rows"):
        return f"{TOTAL_LABEL}{short}有缺格"
    where = voice.names.get(ref.source) or PAST_WORDS[ref.source]
    return f"{where}{short}为空"
