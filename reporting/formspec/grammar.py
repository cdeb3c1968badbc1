"""The small grammar of 审核公式, checked once at load, evaluated by simpleeval over plain numbers.

    row.c5       this row
    rows.c5      all rows, only as sum_of(rows.c5), max(rows.c5), min(rows.c5)
    total.c5     总计
    prev.c5      the period before
    lastyear.c5  the same half a year ago
    halfyear.c5  this year's June filing
    other('attachment3').total.c5  another form of the same unit and period

`prev`, `lastyear`, `halfyear` and `other(…)` read the same row in a row check, 总计 elsewhere; `.row`/`.total` says it
outright. Comparisons, + - * /, and/or/not, abs, min, max, sum_of. Every reference is replaced by a plain name before
evaluation, so no attribute of a Python object is ever reached.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from simpleeval import DEFAULT_OPERATORS, SimpleEval

SOURCES = ("row", "total", "prev", "lastyear", "halfyear")
THIS = "this"
MAX_LENGTH, MAX_DEPTH, MAX_CONSTANT = 500, 30, 10**12
_KEY = re.compile(r"c[1-9][0-9]*")
_ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_OPERATORS = {kind: DEFAULT_OPERATORS[kind] for kind in (*_ARITHMETIC, *_COMPARISONS, ast.USub, ast.Not)}


def sum_of(*values: Decimal) -> Decimal:
    """The sum of the values, zero of none."""
    return sum(values, Decimal(0))


FUNCTIONS = {"abs": abs, "min": min, "max": max, "sum_of": sum_of}
AGGREGATES = ("sum_of", "min", "max")


class BadExpression(ValueError):
    """An expression outside the grammar; the text is the reason in Chinese."""


@dataclass(frozen=True, slots=True)
class Ref:
    """One operand. `name` as written, `part` "row" or "total"; `form` for other(…), `function` for rows.…"""

    name: str
    source: str
    column: str
    part: str
    form: str = ""
    function: str = ""

    @property
    def own(self) -> bool:
        """Whether it reads this filing's cells (and changes when one of them is saved)."""
        return self.source in ("row", "rows", "total")


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression: `node` reads `slots` v0, v1 … for `refs`, whose written names are `operands`.

    `compare` is set where it only compares its two operands, as most checks do: the operator that simpleeval would
    reach by walking the tree.
    """

    text: str
    node: ast.expr
    refs: tuple[Ref, ...]
    slots: tuple[str, ...]
    operands: tuple[str, ...]
    compare: Callable[[Decimal, Decimal], bool] | None = None

    @property
    def reference(self) -> Ref | None:
        """The operand where the whole expression is one."""
        return self.refs[0] if isinstance(self.node, ast.Name) else None


def evaluator() -> SimpleEval:
    """A fresh evaluator: it holds the operands while it works, so one is made per run and never shared."""
    return SimpleEval(operators=_OPERATORS, functions=FUNCTIONS, names={})


def compute(tool: SimpleEval, expression: Expression, operands) -> Decimal | bool | None:
    """The result over `operands` (in the order of `refs`); None where it divides by zero."""
    if expression.compare:
        return expression.compare(*operands)
    tool.names = dict(zip(expression.slots, operands, strict=True))
    try:
        return tool.eval(expression.text, expression.node)
    except (ZeroDivisionError, InvalidOperation):
        return None


def compile_expression(text: str, scope: str, *, this: str = "", truth: bool = False) -> Expression:
    """Check and prepare `text` for a check of `scope`. `this` stands in for the column of that name.

    `truth` asks for a judgement (a comparison, and/or/not) instead of a number. Raises BadExpression.
    """
    if len(text) > MAX_LENGTH:
        raise BadExpression(f"公式太长({len(text)} 个字符),最多 {MAX_LENGTH} 个")
    try:
        text = " ".join(text.split())
        body = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadExpression(f"公式“{text}”写法不对,无法读懂") from error
    compiler = _Compiler(text, scope, this)
    node, kind = compiler.rewrite(body, 0)
    if truth and kind != "truth":
        raise BadExpression(f"公式“{text}”的结果不是判断;需要 <=、>=、==、!=、<、> 的比较")
    if not truth and kind != "number":
        raise BadExpression(f"“{text}”的结果不是数")
    refs = tuple(compiler.refs)
    slots = tuple(f"v{place}" for place in range(len(refs)))
    return Expression(text, node, refs, slots, tuple(ref.name for ref in refs), _plain_comparison(node))


def _plain_comparison(node: ast.expr) -> Callable[[Decimal, Decimal], bool] | None:
    match node:
        case ast.Compare(left=ast.Name(id="v0"), ops=[operator], comparators=[ast.Name(id="v1")]):
            return _OPERATORS[type(operator)]
    return None


class _Compiler:
    """Walks the tree once: refuses what is outside the grammar, turns references into names."""

    def __init__(self, text: str, scope: str, this: str):
        self.text, self.scope, self.this = text, scope, this
        self.refs: dict[Ref, int] = {}

    def rewrite(self, node: ast.expr, depth: int) -> tuple[ast.expr, str]:
        """The formula as simpleeval reads it."""
        if depth > MAX_DEPTH:
            raise BadExpression("公式嵌套太深")
        match node:
            case ast.Constant():
                return self._constant(node), "number"
            case ast.Attribute():
                return self._slot(self._reference(node)), "number"
            case ast.Call():
                return self._call(node, depth), "number"
            case ast.Compare() if all(isinstance(operator, _COMPARISONS) for operator in node.ops):
                left, *rest = (self._of("number", part, depth) for part in (node.left, *node.comparators))
                return ast.Compare(left, node.ops, rest), "truth"
            case ast.BoolOp():
                return ast.BoolOp(node.op, [self._of("truth", part, depth) for part in node.values]), "truth"
            case ast.UnaryOp(op=ast.Not() | ast.USub()):
                kind = "truth" if isinstance(node.op, ast.Not) else "number"
                return ast.UnaryOp(node.op, self._of(kind, node.operand, depth)), kind
            case ast.BinOp() if isinstance(node.op, _ARITHMETIC):
                left, right = self._of("number", node.left, depth), self._of("number", node.right, depth)
                return ast.BinOp(left, node.op, right), "number"
        raise self._outside(node)

    def _of(self, wanted: str, node: ast.expr, depth: int) -> ast.expr:
        rewritten, kind = self.rewrite(node, depth + 1)
        if kind != wanted:
            needs = "判断" if wanted == "truth" else "数"
            raise BadExpression(f"“{ast.unparse(node)}”应是{needs}")
        return rewritten

    def _outside(self, node: ast.AST) -> BadExpression:
        return BadExpression(f"公式里不能用“{ast.get_source_segment(self.text, node) or self.text}”")

    def _constant(self, node: ast.Constant) -> ast.Constant:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float) or value > MAX_CONSTANT:
            raise self._outside(node)
        # repr is the shortest text that reads back the same: 0.1 stays 0.1 among decimals.
        return ast.Constant(Decimal(repr(value)))

    def _slot(self, ref: Ref) -> ast.Name:
        place = self.refs.setdefault(ref, len(self.refs))
        return ast.Name(f"v{place}", ast.Load())

    def _call(self, node: ast.Call, depth: int) -> ast.expr:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS or node.keywords or not node.args:
            raise self._outside(node)
        if len(node.args) == 1 and self._is_rows(node.args[0]):
            return self._slot(self._aggregate(name, node.args[0]))
        if (name == "abs") != (len(node.args) == 1) and name != "sum_of":
            raise BadExpression(f"“{ast.unparse(node)}”的个数不对")
        return ast.Call(ast.Name(name, ast.Load()), [self._of("number", arg, depth) for arg in node.args], [])

    @staticmethod
    def _is_rows(node: ast.expr) -> bool:
        return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "rows"

    def _aggregate(self, function: str, node: ast.Attribute) -> Ref:
        if function not in AGGREGATES:
            raise BadExpression("rows 只能放在 sum_of、max、min 里")
        column = self._column(node.attr)
        return Ref(f"{function}(rows.{column})", "rows", column, "total", function=function)

    def _reference(self, node: ast.Attribute) -> Ref:
        column, base, part = self._column(node.attr), node.value, ""
        if isinstance(base, ast.Attribute) and base.attr in ("row", "total"):
            base, part = base.value, base.attr
        source, form = self._source(base, node)
        if source in ("row", "total"):
            if part:
                raise self._outside(node)
            part = source
        part = part or ("row" if self.scope == "row" else "total")
        if part == "row" and self.scope != "row":
            raise BadExpression(f"“{ast.unparse(node)}”读的是单独一行,只有行内公式(scope: row)可以用")
        written = ast.unparse(node)[: -len(node.attr)] + column
        return Ref(written, source, column, part, form)

    def _source(self, base: ast.expr, whole: ast.Attribute) -> tuple[str, str]:
        match base:
            case ast.Name(id=name) if name in SOURCES:
                return name, ""
            case ast.Call(func=ast.Name(id="other"), args=[ast.Constant(value=str() as form)], keywords=[]):
                return "other", form
            case ast.Name(id="rows"):
                raise BadExpression("rows 只能放在 sum_of、max、min 里")
        raise BadExpression(f"读不懂“{ast.unparse(whole)}”:只能用 {'、'.join(SOURCES)}、rows、other('表号')")

    def _column(self, name: str) -> str:
        if name == THIS:
            if not self.this:
                raise BadExpression("this 只能用在写了 each 的公式里")
            return self.this
        if not _KEY.fullmatch(name):
            raise BadExpression(f"“{name}”不是列的编号(应如 c5)")
        return name
