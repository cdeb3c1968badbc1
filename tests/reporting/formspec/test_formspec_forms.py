"""The two forms of the notice as they are defined: columns, headings, notes; and a third form from YAML alone."""

import ast

import pytest

from reporting.formspec.loader import check_foreign, definition_digest, parse_form, spec_from_json, spec_to_json
from reporting.formspec.spec import Column, Group, leaves
from tests.reporting.formspec.conftest import ROOT, THIRD

LINE = "附件3原表未随文刊载,本表按正文(七)(八)(九)(十一)拟制"


def titles(level):
    return [(cell.title, cell.rows, cell.cols) for cell in level]


def test_attachment_2_is_drawn_as_printed_with_5_and_2_columns(form2):
    first, second = form2.head("H1")
    assert titles(first) == [
        ("序号", 2, 1),
        ("技工院校名称", 2, 1),
        ("技工教育情况", 1, 5),
        ("职业培训情况", 1, 2),
    ]
    assert [cell.column.key for cell in second] == ["c3", "c4", "c5", "c6", "c7", "c8", "c9"]
    assert form2.title == "技工院校技能脱贫攻坚进展情况表"
    assert any("前5列、后2列" in line for line in form2.notes)


def test_the_printed_half_reads_by_the_filing(form2):
    column = form2.column("c3")
    assert column.title == "当(半)年建档立卡贫困家庭应往届两后生人数(人)"
    assert column.title_for("H1") == "当半年建档立卡贫困家庭应往届两后生人数(人)"
    assert column.title_for("Y") == "当年建档立卡贫困家庭应往届两后生人数(人)"
    assert column.heading("Y") == column.title_for("Y")


def test_attachment_2_says_of_each_column_what_its_number_is(form2):
    assert [column.basis for column in form2.columns] == [
        "flow", "flow", "stock", "cumulative", "cumulative", "flow", "flow",
    ]  # fmt: skip
    assert all(column.unit == "人" and column.kind == "count" for column in form2.columns)


def test_attachment_3_has_twenty_number_columns_and_remarks(form3):
    assert [column.key for column in form3.number_columns] == [f"c{number}" for number in range(3, 23)]
    assert [(column.key, column.kind) for column in form3.columns[20:]] == [("c23", "text")]
    assert {column.unit for column in form3.columns} == {"人", "元", "人·天", ""}
    assert [column.key for column in form3.columns if column.kind == "money"] == ["c17", "c18", "c21"]
    assert [column.key for column in form3.columns if column.kind == "days"] == ["c20"]
    assert form3.column("c20").heading("H1") == "生活费补贴天数(人·天)"


def test_attachment_3_says_that_its_columns_are_ours(form3):
    assert LINE in form3.notes
    assert form3.title == "技能培训技能脱贫攻坚进展情况表"
    assert form3.aliases == ("技能培训脱贫攻坚进展情况表",)


def test_the_ten_ways_of_training_are_declared_and_not_shown(form3):
    off = [node for node in form3.tree if isinstance(node, Group) and not node.enabled]
    assert [len(group.children) for group in off] == [10]
    assert not form3.has_column("c24")
    assert [column.key for column in leaves(form3.tree, disabled=True)][-1] == "c33"
    assert sum(cell.cols for cell in form3.head("Y")[0]) == 2 + 21


def test_every_column_has_a_source_and_a_help(forms):
    for spec in forms.values():
        for column in spec.columns:
            assert column.clause.startswith("依据:正文("), column.key
            assert column.help.endswith("。"), column.key
            assert column.basis or not column.is_number, column.key


def test_no_form_has_its_heading_wider_or_higher_than_its_columns(forms, third):
    for spec in (*forms.values(), third):
        head = spec.head("H1")
        covered = sum(cell.rows * cell.cols for level in head for cell in level)
        assert covered == len(head) * (2 + len(spec.columns))
        assert {cell.column.key for level in head for cell in level if cell.column} == {c.key for c in spec.columns}


def test_three_levels_of_heading(third):
    first, second, lowest = third.head("Y")
    assert titles(first) == [
        ("序号", 3, 1),
        ("班期名称", 3, 1),
        ("当年培训情况", 1, 4),
        ("经费", 1, 2),
        ("备注", 3, 1),
    ]
    assert titles(second) == [
        ("参加培训人数", 1, 2),
        ("培训结果", 1, 2),
        ("培训天数", 2, 1),
        ("培训费", 2, 1),
    ]
    assert [cell.column.key for cell in lowest] == ["c3", "c4", "c5", "c6"]


def test_the_third_form_holds_what_the_notice_s_forms_do_not(third, forms):
    assert third.axis == "free"
    assert third.column("c6").kind == "decimal"
    assert [column.key for column in third.columns if column.distinct] == ["c3"]
    assert {check.scope for check in third.checks} == {"row", "total", "cross"}
    assert third.carry == {"c3": "c3", "c4": "c5", "c8": "c8"}
    check_foreign(third, forms, THIRD.name)


@pytest.mark.parametrize("code", ["attachment2", "attachment3", "training_ledger"])
def test_a_definition_survives_the_database(code, forms, third):
    spec = {**forms, third.code: third}[code]
    kept = spec_to_json(spec)
    again = spec_from_json(kept)
    assert again == spec
    assert spec_to_json(again) == kept
    assert spec_from_json(dict(reversed(kept.items()))) is again
    assert definition_digest(kept) == definition_digest(dict(reversed(kept.items())))


def test_a_file_and_its_text_are_one_form(third):
    assert parse_form(THIRD.read_text(encoding="utf-8")) == third


def test_columns_and_checks_are_found_by_name(form2):
    assert isinstance(form2.column("c7"), Column)
    assert form2.check("A2-05.c3") is form2.check("A2-05")
    with pytest.raises(KeyError):
        form2.column("c10")


def test_the_definition_of_forms_knows_no_framework():
    for path in (ROOT / "reporting/formspec").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.startswith(("django", "portal", "pairing")) for name in names), path.name
