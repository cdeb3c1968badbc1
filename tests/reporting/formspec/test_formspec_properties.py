"""Properties of the checks over any numbers: against plain Python, and against themselves."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.formspec.checks import ALL, evaluate, evaluate_rows
from reporting.formspec.context import Past, RowValues, past_of, total_of
from tests.reporting.formspec.conftest import a_context, a_form2_row

KEYS = [f"c{number}" for number in range(3, 10)]
CELL = st.one_of(st.none(), st.integers(0, 200).map(Decimal))


@st.composite
def rows(draw, least=1, most=4):
    count = draw(st.integers(least, most))
    made = []
    for place in range(count):
        values = {key: draw(CELL) for key in KEYS}
        applicable = draw(st.one_of(st.none(), st.sets(st.sampled_from(KEYS)).map(frozenset)))
        made.append(RowValues(f"r{place}", f"第{place}校(示例)", values, applicable, draw(st.booleans())))
    return made


@st.composite
def contexts(draw):
    half = draw(st.sampled_from(["H1", "Y"]))
    past = st.one_of(st.none(), rows().map(lambda made: past_of(made, KEYS, "上一次")))
    others = draw(st.one_of(st.just({}), CELL.map(lambda value: {"attachment3": Past(total={"c5": value})})))
    return a_context(
        *draw(rows()), half=half, lastyear=draw(past), prev=draw(past), half_year=draw(past), others=others,
    )  # fmt: skip


def judged(context, spec):
    return {(f.check, f.row_key): f for f in evaluate(spec, context, outcomes=ALL)}


@given(contexts())
def test_subset_checks_agree_with_plain_python(form2, context):
    found = judged(context, form2)
    for row in context.rows:
        for code, small, large in (("A2-01", "c7", "c6"), ("A2-02", "c9", "c8"), ("A2-03", "c4", "c3")):
            finding = found[code, row.key]
            if not (row.applies(small) and row.applies(large)):
                assert finding.outcome == "skipped"
            elif row.values[small] is None or row.values[large] is None:
                assert finding.outcome == "undecided"
            else:
                assert (finding.outcome == "passed") is (row.values[small] <= row.values[large])


@given(contexts())
def test_a_blank_operand_is_never_passed_nor_failed(form2, context):
    for finding in judged(context, form2).values():
        blank = any(value is None for _, value in finding.operands)
        assert (finding.outcome == "undecided") is blank
        assert finding.message
        assert finding.outcome == "skipped" or finding.row_label in finding.message


@given(contexts(), st.data())
def test_the_rows_saved_are_judged_as_in_a_full_run(form2, context, data):
    keys = {row.key for row in context.rows if data.draw(st.booleans())}
    whole = [f for f in evaluate(form2, context) if f.outcome == "failed" and f.row_key in keys]
    found = evaluate_rows(form2, context, keys)
    assert [(f.check, f.row_key, f.message) for f in found] == [(f.check, f.row_key, f.message) for f in whole]


@given(contexts(), st.data())
def test_a_save_brings_what_a_full_run_would(form2, context, data):
    """Judge all, change some cells, judge only those: put together it is the full judgement of the new numbers."""
    before = judged(context, form2)
    keys = [row.key for row in context.rows]
    touched = data.draw(st.sets(st.tuples(st.sampled_from(keys), st.sampled_from(KEYS)), min_size=1, max_size=3))
    for row in context.rows:
        for key, column in touched:
            if key == row.key:
                row.values[column] = data.draw(CELL)
    merged = before | {(f.check, f.row_key): f for f in evaluate(form2, context, touched, ALL)}
    after = judged(context, form2)
    assert merged.keys() == after.keys()
    for place, finding in after.items():
        assert merged[place].outcome == finding.outcome, place
        assert merged[place].signature == finding.signature
        assert merged[place].message == finding.message


@given(rows(least=0))
def test_the_total_is_the_sum_of_what_applies(made):
    for key in KEYS:
        applying = [row.values[key] for row in made if row.applies(key)]
        total = total_of(made, key)
        assert total.missing == applying.count(None)
        assert (total.value or 0) == sum(value for value in applying if value is not None)
        assert (total.value is None) is (total.missing == len(applying))


SMALL = st.integers(0, 300)


@given(SMALL, SMALL)
def test_a_change_is_reported_over_half_and_from_ten(form2, before, now):
    past = Past(rows={"甲校(示例)": {"c5": Decimal(before)}})
    context = a_context(a_form2_row("甲校(示例)", c5=now), lastyear=past)
    finding = judged(context, form2)["A2-06.c5", "甲校(示例)"]
    assert (finding.outcome == "failed") is (abs(now - before) >= 10 and abs(now - before) > before / 2)


def outlying(form2, past, now):
    context = a_context(
        a_form2_row("甲校(示例)", c5=now), history=lambda row_key, column: past if column == "c5" else []
    )
    return judged(context, form2)["A2-08.c5", "甲校(示例)"]


NUMBERS = st.integers(0, 10**6).map(Decimal)
HISTORY = st.lists(NUMBERS, min_size=4, max_size=12)


@given(st.lists(NUMBERS, max_size=3), SMALL)
def test_fewer_than_four_values_say_nothing(form2, past, now):
    assert outlying(form2, past, now).outcome == "skipped"


@given(HISTORY, st.integers(-4, 4))
def test_within_ten_persons_of_the_median_nothing_is_an_outlier(form2, past, step):
    middle = sorted(past)[len(past) // 2]
    if len(past) % 2 and middle + step >= 0:
        assert outlying(form2, past, int(middle) + step).outcome == "passed"


@given(
    st.lists(st.integers(950, 1050).map(Decimal), min_size=4, max_size=12), st.sampled_from([0, 1, 99, 5000, 100000])
)
def test_a_planted_outlier_is_found(form2, past, planted):
    finding = outlying(form2, past, planted)
    assert finding.outcome == "failed"
    assert f"{planted:,} 人" in finding.message
    assert f"历年同期 {len(past)} 个数" in finding.message


@given(st.integers(0, 10**6), st.integers(4, 9))
def test_a_history_that_stood_still_makes_small_steps_no_outliers(form2, level, length):
    past = [Decimal(level)] * length
    assert outlying(form2, past, level).outcome == "passed"
    assert outlying(form2, past, level + max(10, level // 10)).outcome == "passed"
    assert outlying(form2, past, level + max(10, level // 10) + 1).outcome == "failed"


@pytest.mark.parametrize("planted", [True, False])
def test_of_a_whole_form_only_the_planted_cell_is_an_outlier(form2, planted):
    """Ten years of ordinary movement in every cell of thirteen schools, and one clerk who typed a digit too many."""

    def history(row_key, column):
        base = 100 + 10 * KEYS.index(column)
        place = int((row_key or "r0")[1:])
        return [Decimal(base + (7 * year + 3 * place) % 21 - 10) for year in range(10)]

    made = [
        RowValues(f"r{place}", f"第{place}校(示例)", {key: Decimal(100 + 10 * KEYS.index(key)) for key in KEYS})
        for place in range(13)
    ]
    if planted:
        made[5].values["c8"] = Decimal(1500)
    findings = evaluate(form2, a_context(*made, history=history), outcomes=("failed",))
    found = [(f.check, f.row_key) for f in findings if f.check.startswith("A2-08")]
    assert found == ([("A2-08.c8", "r5")] if planted else [])
