"""审核公式 of the two forms, one by one, as the person at the form reads them."""

import dataclasses
from decimal import Decimal

import pytest

from reporting.formspec.checks import ALL, OPEN, count_levels, evaluate, worst_levels
from reporting.formspec.context import Past, past_of, total_of
from reporting.formspec.spec import Check
from tests.reporting.formspec.conftest import a_context, a_form2_row, a_form3_row, row


def of(findings, check, outcome="failed"):
    return [finding for finding in findings if finding.check == check and finding.outcome == outcome]


def failed(spec, *rows, **more):
    return {f.check: f for f in evaluate(spec, a_context(*rows, **more), outcomes=("failed",))}


def test_good_rows_raise_nothing(form2, form3):
    assert failed(form2, a_form2_row("富锦市技工学校(示例)")) == {}
    assert failed(form3, a_form3_row("富锦市")) == {}


def test_the_message_names_row_column_both_values_and_the_remedy(form2):
    finding = failed(form2, a_form2_row("富锦市技工学校(示例)", c6=12, c7=14))["A2-01"]
    assert finding.message == (
        "富锦市技工学校(示例):毕业生就业人数 14 人多于毕业生人数 12 人。请核对本格或左侧“毕业生人数”。"
    )
    assert (finding.level, finding.row_key, set(finding.columns)) == ("must", "富锦市技工学校(示例)", {"c6", "c7"})
    assert finding.title == "毕业生就业人数不多于毕业生人数"


FORM2 = [
    ("A2-01", "must", {"c6": 12, "c7": 14}),
    ("A2-02", "must", {"c8": 40, "c9": 41}),
    ("A2-03", "hint", {"c4": 41}),
    ("A2-04", "hint", {"c5": 29}),
]
FORM3 = [
    ("A3-01", "must", {"c4": 501}),
    ("A3-02", "must", {"c13": 119}),
    ("A3-03", "verify", {"c14": 121}),
    ("A3-04", "must", {"c15": 111}),
    ("A3-05", "verify", {"c19": 121}),
    ("A3-06", "release", {"c19": 0}),
    ("A3-06", "release", {"c20": 0}),
    ("A3-07", "verify", {"c21": "13500.01"}),
    ("A3-08", "hint", {"c21": "13499.99"}),
    ("A3-09", "verify", {"c20": 59}),
    ("A3-10.c7", "verify", {"c7": 121}),
    ("A3-11", "hint", {"c7": 20}),
    ("A3-12", "hint", {"c13": 501}),
    ("A3-14", "verify", {"c14": 0}),
    ("A3-15", "hint", {"c22": 121}),
]


@pytest.mark.parametrize("code, level, changes", FORM2, ids=[case[0] for case in FORM2])
def test_form_2_inside_a_row(form2, code, level, changes):
    found = failed(form2, a_form2_row("甲校(示例)", **changes))
    assert found[code].level == level
    assert "甲校(示例)" in found[code].message


@pytest.mark.parametrize("code, level, changes", FORM3, ids=[f"{case[0]}-{list(case[2])[0]}" for case in FORM3])
def test_form_3_inside_a_row(form3, code, level, changes):
    found = failed(form3, a_form3_row("桦南县", **changes))
    assert found[code].level == level
    assert "桦南县" in found[code].message


def test_employed_and_founders_are_counted_once(form3):
    message = failed(form3, a_form3_row("桦南县", c15=115, c16=10))["A3-04"].message
    assert "合计 125 人,多于职业技能培训人数 120 人" in message


def test_the_living_allowance_is_fifteen_yuan_a_day(form3):
    message = failed(form3, a_form3_row("桦南县", c21="14000"))["A3-07"].message
    assert "14,000.00 元,多于 15 元×900 天 = 13,500 元" in message


def test_a_condition_that_does_not_hold_asks_for_nothing(form3):
    nothing_paid = a_form3_row("桦南县", c19=0, c20=None, c21="0")
    assert not of(evaluate(form3, a_context(nothing_paid), outcomes=ALL), "A3-06", "undecided")
    assert of(evaluate(form3, a_context(nothing_paid), outcomes=ALL), "A3-06", "skipped")


def test_a_blank_leaves_a_check_undecided(form2):
    findings = evaluate(form2, a_context(a_form2_row("甲校(示例)", c6=None)))
    (finding,) = of(findings, "A2-01", "undecided")
    assert finding.message == "甲校(示例):“毕业生就业人数不多于毕业生人数”未判定,“毕业生人数”为空。"
    assert not of(findings, "A2-01", "passed")
    assert not of(findings, "A2-01", "failed")


def test_zero_is_not_blank(form2):
    findings = evaluate(form2, a_context(a_form2_row("甲校(示例)", c6=0, c7=0)))
    assert of(findings, "A2-01", "passed")


def test_what_does_not_apply_is_neither_blank_nor_judged(form2):
    hidden = dataclasses.replace(a_form2_row("甲校(示例)", c6=None), applicable={"c7"})
    struck = dataclasses.replace(a_form2_row("乙校(示例)", c6=None, c7=99), struck=True)
    findings = evaluate(form2, a_context(hidden, struck), outcomes=ALL)
    assert {f.row_key for f in of(findings, "A2-01", "skipped")} == {"甲校(示例)", "乙校(示例)"}
    assert not of(findings, "A2-01", "undecided")


def test_a_total_over_blanks_is_blank_and_counts_what_is_missing():
    rows = [row("a", c3=1), row("b", c3=None), row("c", c3=5)]
    assert total_of(rows, "c3") == (Decimal(6), 1, 3)
    rows[1].struck = True
    assert total_of(rows, "c3") == (Decimal(6), 0, 2)
    rows[2].applicable = frozenset()
    assert total_of(rows, "c3") == (Decimal(1), 0, 1)
    assert total_of([row("a", c3=None)], "c3") == (None, 1, 1)
    assert total_of([], "c3") == (None, 0, 0)


def test_figures_of_another_filing_tell_blank_from_not_applicable():
    rows = [row("a", c3=1, c4=None, c5=7), row("b", c3=2, c4=2, c5=None)]
    rows[1].applicable = {"c3", "c4"}
    past = past_of(rows, ["c3", "c4", "c5"], "2019年全年")
    assert past.total == {"c3": Decimal(3), "c4": None, "c5": Decimal(7)}
    assert past.rows["a"]["c4"] is None
    assert "c5" not in past.rows["b"]


def test_the_two_forms_are_held_against_one_another(form2):
    other = {"attachment3": Past(total={"c5": Decimal(100)}, name="附件3")}
    rows = [a_form2_row("甲校(示例)", c8=60), a_form2_row("乙校(示例)", c8=50)]
    finding = failed(form2, *rows, others=other)["A2-09"]
    assert (finding.level, finding.row_key, finding.columns) == ("verify", None, ("c8",))
    assert "附件2职业培训人数 110 人多于附件3职业技能培训人数 100 人" in finding.message
    province = failed(form2, *rows, others=other, at="province")
    assert set(province) == {"A2-10"}
    assert province["A2-10"].level == "release"


def test_the_other_form_not_filled_in_yet_leaves_the_check_undecided(form2):
    context = a_context(a_form2_row("甲校(示例)"))
    (finding,) = of(evaluate(form2, context), "A2-09", "undecided")
    assert "另一张表对应的数为空或尚未填报" in finding.message
    context.others = {"attachment3": Past(total={"c5": None}, name="附件3")}
    (finding,) = of(evaluate(form2, context), "A2-09", "undecided")
    assert "附件3对应的数为空或尚未填报" in finding.message


def test_a_total_over_blanks_is_not_held_against_the_other_form(form2):
    context = a_context(a_form2_row("甲校(示例)", c8=500), a_form2_row("乙校(示例)", c8=None))
    context.others = {"attachment3": Past(total={"c5": Decimal(100)})}
    (finding,) = of(evaluate(form2, context), "A2-09", "undecided")
    assert "总计“职业培训人数”有缺格" in finding.message


def test_a_nil_return_of_the_other_form_asks_for_nothing(form3):
    context = a_context(a_form3_row("富锦市"), others={"attachment2": Past()})
    assert of(evaluate(form3, context, outcomes=ALL), "A3-22", "skipped")


def test_the_whole_year_is_not_below_its_half(form2):
    june = past_of(
        [a_form2_row("甲校(示例)", c8=61, c5=200)], ["c3", "c4", "c5", "c6", "c7", "c8", "c9"], "2020年上半年"
    )
    found = failed(form2, a_form2_row("甲校(示例)"), half="Y", half_year=june)
    assert set(found) == {"A2-05.c8"}  # c5 is a stock: it may fall
    assert found["A2-05.c8"].columns == ("c8",)
    assert "职业培训人数全年 50 人少于2020年上半年已报的 61 人" in found["A2-05.c8"].message
    assert failed(form2, a_form2_row("甲校(示例)"), half="H1", half_year=june) == {}


def test_a_cumulative_number_does_not_fall(form3):
    before = past_of([a_form3_row("桦南县", c13=261)], ["c13"], "2019年全年")
    found = failed(form3, a_form3_row("桦南县"), prev=before)
    assert "260 人少于2019年全年的 261 人" in found["A3-13.c13"].message


@pytest.mark.parametrize(
    "before, now, found",
    [
        (20, 30, False),  # exactly 50 %
        (20, 31, True),
        (20, 10, False),
        (20, 9, True),
        (4, 13, False),  # nine persons only
        (4, 14, True),
        (0, 9, False),
        (0, 10, True),
        (100, 150, False),
        (100, 151, True),
    ],
)
def test_a_change_counts_from_ten_persons_and_more_than_half(form2, before, now, found):
    past = Past(rows={"甲校(示例)": {"c3": Decimal(before)}}, name="2019年上半年")
    assert ("A2-06.c3" in failed(form2, a_form2_row("甲校(示例)", c3=now, c4=0), lastyear=past)) is found


def test_a_change_says_from_what_to_what(form2):
    past = Past(rows={"甲校(示例)": {"c3": Decimal(20)}}, name="2019年上半年")
    message = failed(form2, a_form2_row("甲校(示例)", c3=50), lastyear=past)["A2-06.c3"].message
    assert message.startswith("甲校(示例):应往届两后生人数 50 人,2019年上半年为 20 人,相差 30 人,变化 150%")
    past = Past(rows={"甲校(示例)": {"c3": Decimal(0)}})
    message = failed(form2, a_form2_row("甲校(示例)", c3=50), lastyear=past)["A2-06.c3"].message
    assert "上年同期为 0 人" in message
    assert "无法计算(原数为 0)" in message


def test_a_school_without_a_past_is_not_compared(form2):
    past = Past(rows={"乙校(示例)": {"c3": Decimal(900)}}, name="2019年上半年")
    findings = evaluate(form2, a_context(a_form2_row("甲校(示例)"), lastyear=past))
    assert not [f for f in findings if f.check.startswith("A2-06")]


def test_a_change_of_the_total_is_shown(form2):
    past = Past(total={"c3": Decimal(10)}, name="2019年上半年")
    finding = failed(form2, a_form2_row("甲校(示例)"), lastyear=past)["A2-07.c3"]
    assert (finding.level, finding.row_label) == ("hint", "总计")


def test_levels_are_those_of_the_cells(form2):
    findings = evaluate(form2, a_context(a_form2_row("甲校(示例)", c3=20, c4=30, c5=29, c6=12, c7=14)))
    key = "甲校(示例)"
    assert worst_levels(findings) == {
        (key, "c3"): "hint",
        (key, "c4"): "hint",
        (key, "c5"): "hint",
        (key, "c6"): "must",
        (key, "c7"): "must",
    }
    assert count_levels(findings) == {"must": 1, "release": 0, "verify": 0, "hint": 2}


def test_a_reason_holds_only_for_the_numbers_it_explained(form3):
    def signature(**changes):
        return failed(form3, a_form3_row("桦南县", **changes))["A3-03"].signature

    assert signature(c14=121) == signature(c14="121.0000")
    assert signature(c14=121) == signature(c14=121, c3=501)
    assert signature(c14=121) != signature(c14=122)
    assert signature(c14=121) != signature(c14=121, c5=119)
    other = failed(form3, a_form3_row("桦川县", c14=121))["A3-03"].signature
    assert signature(c14=121) != other
    assert len(other) == 40


def test_repeated_checks_have_a_name_of_their_own(form3):
    found = failed(form3, a_form3_row("桦南县", c7=121, c8=122))
    assert {"A3-10.c7", "A3-10.c8"} <= set(found)
    assert form3.check("A3-10.c7").code == "A3-10"
    assert found["A3-10.c7"].signature != found["A3-10.c8"].signature


def test_what_stands_in_the_way_can_be_asked_for_alone(form2):
    findings = evaluate(form2, a_context(a_form2_row("甲校(示例)", c6=None, c9=60)), outcomes=OPEN)
    assert {f.outcome for f in findings} == {"failed", "undecided"}


def test_the_third_form_is_checked_from_its_yaml(third):
    good = {"c3": 40, "c4": 10, "c5": 30, "c6": "82.5", "c7": 10, "c8": "30000"}
    rows = [row("第一期(示例)", **good), row("第二期(示例)", **good)]
    other = {"attachment3": Past(total={"c5": Decimal(80)}, name="附件3")}
    assert failed(third, *rows, others=other) == {}
    rows[0].values |= {"c4": Decimal(41), "c6": Decimal("59.5"), "c3": Decimal(40), "c8": Decimal(200000)}
    found = failed(third, *rows, others={"attachment3": Past(total={"c5": Decimal(79)})})
    assert set(found) == {"T-01.c4", "T-02", "T-04", "T-05"}
    assert "平均成绩 59.5 分,有 30 人合格" in found["T-02"].message
    assert "人均 2,875 元" in found["T-04"].message
    rows[1].values["c3"] = Decimal(400)
    message = failed(third, *rows)["T-03"].message
    assert message.startswith("第二期(示例):培训人数 400 人,占总计的九成以上(各班期合计 440 人)")


def test_earlier_filings_are_asked_for_only_where_a_check_reads_them(third):
    class Lazy:
        half, at, rows = "H1", "unit", [row("第一期(示例)", c3=40, c4=50)]

    findings = evaluate(third, Lazy(), {("第一期(示例)", "c4")}, outcomes=("failed",))
    assert [f.message for f in findings] == ["第一期(示例):女性人数 50 人多于培训人数 40 人。请核对这两格。"]


def test_a_blank_row_leaves_the_checks_across_rows_undecided(third):
    rows = [row("第一期(示例)", c3=40), row("第二期(示例)", c3=None)]
    (first, second) = of(evaluate(third, a_context(*rows)), "T-03", "undecided")
    assert "总计“培训人数”有缺格" in first.message
    assert "“培训人数”为空" in second.message


def test_no_person_means_no_average(third):
    findings = evaluate(third, a_context(row("第一期(示例)", c3=0, c8=100)), outcomes=ALL)
    assert of(findings, "T-04", "skipped")


def test_a_history_may_be_the_other_rows(third):
    check = Check(
        code="T-09",
        level="hint",
        scope="row",
        title="与其他班期相比不离群",
        message="{row}:{this} {value} 天,其他 {count} 个班期一般在 {low} 至 {high} 天之间。",
        kind="outlier",
        each=("c7",),
        settings={"history": "rows", "comparable": 4, "deviations": 3, "at_least": 5, "flat_percent": 10},
    )
    spec = dataclasses.replace(third, checks=(check,))
    rows = [row(f"第{place}期(示例)", c7=days) for place, days in enumerate([10, 11, 12, 10, 90], start=1)]
    found = failed(spec, *rows)
    assert found["T-09.c7"].message == "第5期(示例):培训天数 90 天,其他 4 个班期一般在 5.50 至 15.50 天之间。"
    saved = evaluate(spec, a_context(*rows), {("第1期(示例)", "c7")})
    assert len(saved) == 5  # one saved cell is part of every other row's history
    assert failed(spec, *rows[:4]) == {}


def test_a_column_may_print_its_own_title_for_a_half(form2):
    column = dataclasses.replace(form2.column("c3"), titles={"Y": "全年应往届两后生(人)"})
    assert column.title_for("Y") == "全年应往届两后生(人)"
    assert column.title_for("H1").startswith("当半年")
