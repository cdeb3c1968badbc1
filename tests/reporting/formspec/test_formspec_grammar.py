"""The small grammar: what it takes, what it refuses, and that it computes as arithmetic does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.formspec.grammar import BadExpression, compile_expression, compute, evaluator


def value_of(text, *operands, scope="row"):
    expression = compile_expression(text, scope)
    return compute(evaluator(), expression, [Decimal(operand) for operand in operands])


@pytest.mark.parametrize(
    "text, names",
    [
        ("row.c5", ["row.c5"]),
        ("total.c6", ["total.c6"]),
        ("prev.c3 + lastyear.c3 + halfyear.c3", ["prev.c3", "lastyear.c3", "halfyear.c3"]),
        ('other("attachment3").total.c5', ["other('attachment3').total.c5"]),
        ("prev.total.c3", ["prev.total.c3"]),
        ("sum_of(rows.c5)", ["sum_of(rows.c5)"]),
        ("row.c5 - row.c4 + row.c5", ["row.c5", "row.c4"]),
    ],
)
def test_operands_are_named_as_written(text, names):
    assert [ref.name for ref in compile_expression(text, "row").refs] == names


def test_an_earlier_filing_is_read_at_the_same_row_or_at_its_total():
    assert [ref.part for ref in compile_expression("prev.c3 + prev.total.c3", "row").refs] == ["row", "total"]
    assert [ref.part for ref in compile_expression("prev.c3 + total.c3", "total").refs] == ["total", "total"]


@pytest.mark.parametrize(
    "text, said",
    [
        ("__import__('os').system('x')", "不能用"),
        ("row.__class__", "不是列的编号"),
        ("row.c5.real", "不是列的编号"),
        ("row.c5.c6", "读不懂"),
        ("row['c5']", "不能用"),
        ("open('x')", "不能用"),
        ("abs(row.c5, row.c6)", "个数不对"),
        ("max(row.c5)", "个数不对"),
        ("sum_of()", "不能用"),
        ("sum_of(*[1])", "不能用"),
        ("max(row.c5, default=1)", "不能用"),
        ("(lambda: 1)()", "不能用"),
        ("[row.c5 for x in y]", "不能用"),
        ("row.c5 if row.c6 > 1 else 2", "不能用"),
        ("row.c5 ** 9", "不能用"),
        ("row.c5 // 9", "不能用"),
        ("row.c5 % 9", "不能用"),
        ("row.c5 in row.c6", "不能用"),
        ("'文字'", "不能用"),
        ("True", "不能用"),
        ("1e300", "不能用"),
        ("c5", "不能用"),
        ("row", "不能用"),
        ("rows.c5", "只能放在 sum_of、max、min 里"),
        ("abs(rows.c5)", "只能放在 sum_of、max、min 里"),
        ("sum_of(rows.c5, rows.c6)", "只能放在 sum_of、max、min 里"),
        ("next.c5", "读不懂"),
        ("other(attachment3).total.c5", "读不懂"),
        ("row.this", "each"),
        ("row.c05", "不是列的编号"),
        ("x := 1", "写法不对"),
        ("1; 2", "写法不对"),
        ("", "写法不对"),
        ("row.c5 > 1", "结果不是数"),
        ("(row.c5 > 1) + 1", "应是数"),
        ("-" * 40 + "row.c5", "嵌套太深"),
        ("row.c5 + " * 100 + "1", "公式太长"),
        ("(" * 240 + "1" + ")" * 240, "写法不对"),
    ],
)
def test_what_is_outside_the_grammar_is_refused(text, said):
    with pytest.raises(BadExpression, match=said):
        compile_expression(text, "row")


@pytest.mark.parametrize("text", ["row.c5", "1 + 2", "row.c5 and row.c6", "not row.c5", "(row.c5 > 1) == (row.c6 > 1)"])
def test_a_check_must_be_a_judgement(text):
    with pytest.raises(BadExpression):
        compile_expression(text, "row", truth=True)


def test_decimals_stay_exact():
    assert value_of("0.1 + 0.2") == Decimal("0.3")
    assert value_of("row.c5 * 1.15", "100.10") == Decimal("115.1150")


def test_division_by_zero_has_no_value():
    assert value_of("row.c5 / row.c6", 1, 0) is None
    assert value_of("row.c5 / row.c6", 0, 0) is None


AMOUNT = st.decimals(0, 10**7, places=2)


@given(AMOUNT, AMOUNT, AMOUNT)
def test_arithmetic_is_arithmetic(a, b, c):
    assert value_of("row.c3 + row.c4 * 2 - row.c5", a, b, c) == a + b * 2 - c
    assert value_of("abs(row.c3 - row.c4)", a, b) == abs(a - b)
    assert value_of("sum_of(row.c3, row.c4, row.c5)", a, b, c) == a + b + c
    assert value_of("max(row.c3, row.c4) - min(row.c3, row.c4)", a, b) == max(a, b) - min(a, b)
    assert value_of("-row.c3", a) == -a


@given(AMOUNT, AMOUNT, AMOUNT, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
def test_judgements_are_judgements(a, b, c, sign):
    tool = evaluator()

    def judged(text, *operands):
        return compute(tool, compile_expression(text, "row", truth=True), operands)

    plain = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "==": a == b, "!=": a != b}[sign]
    assert judged(f"row.c3 {sign} row.c4", a, b) is plain
    # The same comparison, walked by simpleeval because it is more than two operands side by side.
    assert judged(f"row.c3 + 0 {sign} row.c4", a, b) is plain
    assert judged(f"not row.c3 {sign} row.c4", a, b) is not plain
    assert judged(f"row.c3 {sign} row.c4 and row.c5 >= 0", a, b, c) is plain
    assert judged("row.c3 <= row.c4 <= row.c5", a, b, c) is (a <= b <= c)
