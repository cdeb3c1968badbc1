"""A wrong definition is refused with file, key and reason, in Chinese."""

import copy

import pytest
import yaml

from reporting.formspec.loader import BadDefinition, load_forms, parse_form
from tests.reporting.formspec.conftest import THIRD

GOOD = yaml.safe_load(THIRD.read_text(encoding="utf-8"))


def refused(change) -> BadDefinition:
    definition = copy.deepcopy(GOOD)
    change(definition)
    with pytest.raises(BadDefinition) as caught:
        parse_form(yaml.safe_dump(definition, allow_unicode=True))
    return caught.value


def put(*path_and_value):
    """A change that sets the value at the end of the path."""
    *path, last, value = path_and_value

    def change(definition):
        for step in path:
            definition = definition[step]
        definition[last] = value

    return change


def drop(*path):
    def change(definition):
        for step in path[:-1]:
            definition = definition[step]
        del definition[path[-1]]

    return change


COLUMN = ("columns", 0, "children", 0, "children", 0)
CASES = [
    (drop("title"), "title", "缺少这个键"),
    (drop("columns"), "columns", "缺少这个键"),
    (drop(*COLUMN, "help"), "columns[0].children[0].children[0].help", "缺少这个键"),
    (drop(*COLUMN, "kind"), "columns[0].children[0].children[0].kind", "缺少这个键"),
    (drop(*COLUMN, "basis"), "columns[0].children[0].children[0].basis", "缺少这个键"),
    (drop("checks", 0, "message"), "checks[0].message", "缺少这个键"),
    (drop("checks", 0, "expr"), "checks[0].expr", "缺少这个键"),
    (put("titel", "x"), "titel", "不认识这个键"),
    (put(*COLUMN, "unti", "人"), "columns[0].children[0].children[0].unti", "不认识这个键"),
    (put("checks", 0, "percent", 50), "checks[0].percent", "不认识这个键"),
    (put("edition", "2"), "edition", "整数"),
    (put("edition", 1.5), "edition", "整数"),
    (put("edition", True), "edition", "整数"),
    (put("edition", 0), "edition", "1 至 999"),
    (put("code", "第三表"), "code", "小写字母"),
    (put("code", "lastyear"), "code", "专用词"),
    (put("axis", "villages"), "axis", "不认识“villages”,只能是 schools、counties、free"),
    (put(*COLUMN, "kind", "percent"), "columns[0].children[0].children[0].kind", "不认识“percent”"),
    (put(*COLUMN, "basis", "daily"), "columns[0].children[0].children[0].basis", "不认识“daily”"),
    (put(*COLUMN, "key", "d3"), "columns[0].children[0].children[0].key", "c 加列号"),
    (put(*COLUMN, "key", "c4"), "columns", "列 c4 写了两次"),
    (put(*COLUMN, "key", "c2"), "columns", "列号要从 3 起"),
    (put(*COLUMN, "key", "c11"), "columns", "由小到大"),
    (put(*COLUMN, "distinct", "yes"), "columns[0].children[0].children[0].distinct", "true 或 false"),
    (put(*COLUMN, "titles", {"H2": "下半年"}), "columns[0].children[0].children[0].titles", "H1、Y"),
    (put("columns", 1, "children", []), "columns[1].children", "至少一项"),
    (drop("columns", 1, "children"), "columns[1].children", "表头组没有列"),
    (put("columns", []), "columns", "至少一项"),
    (put("columns", ["c3"]), "columns[0]", "键: 值"),
    (put("checks", 0, "level", "fatal"), "checks[0].level", "不认识“fatal”,只能是 must、release、verify、hint"),
    (put("checks", 0, "scope", "cell"), "checks[0].scope", "不认识“cell”"),
    (put("checks", 0, "kind", "guess"), "checks[0].kind", "不认识“guess”"),
    (put("checks", 0, "at", "town"), "checks[0].at", "不认识“town”"),
    (put("checks", 0, "code", "T 01"), "checks[0].code", "大写字母开头"),
    (put("checks", 1, "code", "T-01"), "checks[1].code", "写了两次"),
    (put("checks", 0, "halves", ["H2"]), "checks[0].halves", "H1、Y"),
    (put("checks", 0, "each", ["c4", "c77"]), "checks[0].each", "本表没有列 c77"),
    (put("checks", 0, "columns", ["c77"]), "checks[0].columns", "本表没有列 c77"),
    (put("checks", 1, "expr", "row.c77 >= 60"), "checks[1].expr", "c77 不在本表里"),
    (put("checks", 1, "when", "row.c77 > 0"), "checks[1].expr", "c77 不在本表里"),
    (put("checks", 1, "expr", "row.c9 >= 60"), "checks[1].expr", "c9 是文字"),
    (put("checks", 1, "expr", "row.c6 >="), "checks[1].expr", "写法不对"),
    (put("checks", 1, "expr", "row.c6 + 60"), "checks[1].expr", "不是判断"),
    (put("checks", 1, "expr", "this >= 60"), "checks[1].expr", "不能用“this”"),
    (put("checks", 1, "expr", "row.this >= 60"), "checks[1].expr", "写了 each"),
    (put("checks", 3, "expr", "row.c8 <= 2000"), "checks[3].expr", "只有行内公式"),
    (put("checks", 4, "expr", "total.c3 <= total.c4"), "checks[4].expr", "表间公式"),
    (put("checks", 1, "expr", "prev.c6 >= 60"), "checks[1].message", "row.c6 不在公式里"),
    (put("checks", 1, "message", "{row}:{c77}"), "checks[1].message", "不是本表的列"),
    (put("checks", 1, "message", "{row}:{row.c3}"), "checks[1].message", "row.c3 不在公式里"),
    (put("checks", 1, "message", "{row:{c6}"), "checks[1].message", "花括号没有成对"),
    (put("checks", 1, "message", "{label}"), "checks[1].message", "不能用“label”"),
    (put("carry", {"c3": "c99"}), "carry.c3", "本版没有列 c99"),
    (put("carry", {"total": "c3"}), "carry.total", "不是旧版的列号"),
    (put("carry", {"c3": "c5", "c4": "c5"}), "carry", "同一新列"),
    (put("carry", ["c3"]), "carry", "对照"),
    (put("notes", "一行"), "notes", "清单"),
    (put("aliases", ["甲", "甲"]), "aliases", "重复"),
]


@pytest.mark.parametrize("change, key, reason", CASES, ids=[f"{key}-{reason}" for _, key, reason in CASES])
def test_a_wrong_definition_is_refused_at_its_key(change, key, reason):
    error = refused(change)
    assert error.key == key
    assert reason in error.reason
    assert error.file in str(error)
    assert key in str(error)


CHANGE = {"code": "T-09", "kind": "change", "level": "verify", "scope": "row", "title": "变化", "message": "{row}"}
CHANGE |= {"each": ["c3"], "against": "lastyear", "percent": 50, "at_least": 10}
OUTLIER = {"code": "T-09", "kind": "outlier", "level": "verify", "scope": "row", "title": "离群", "message": "{row}"}
OUTLIER |= {
    "each": ["c3"],
    "history": "same_half",
    "comparable": 4,
    "deviations": 3,
    "at_least": 10,
    "flat_percent": 10,
}


@pytest.mark.parametrize(
    "check, changes, key, reason",
    [
        (CHANGE, {"each": None}, "each", "用在哪些列"),
        (CHANGE, {"against": "yesterday"}, "against", "不认识“yesterday”"),
        (CHANGE, {"percent": "50%"}, "percent", "整数"),
        (CHANGE, {"at_least": None}, "at_least", "缺少这个键"),
        (CHANGE, {"expr": "row.c3 > 0"}, "expr", "不认识这个键"),
        (CHANGE, {"message": "{median}"}, "message", "不能用“median”"),
        (OUTLIER, {"history": None}, "history", "缺少这个键"),
        (OUTLIER, {"history": "all"}, "history", "不认识“all”"),
        (OUTLIER, {"comparable": 3}, "comparable", "应是 4 至"),
        (OUTLIER, {"each": ["c9"]}, "expr", "c9 是文字"),
    ],
)
def test_the_settings_of_special_checks_are_held_to_their_kind(check, changes, key, reason):
    error = refused(lambda definition: definition["checks"].append(check | changes))
    assert error.key == f"checks[5].{key}"
    assert reason in error.reason


def test_the_file_is_named(tmp_path):
    path = tmp_path / "我的表.yaml"
    path.write_text("code: x1\nedition: 1\n", encoding="utf-8")
    with pytest.raises(BadDefinition) as caught:
        parse_form(path)
    assert str(caught.value).startswith("表式定义 我的表.yaml 的“columns”有误:")


def test_yaml_that_cannot_be_read_is_refused_with_its_line():
    with pytest.raises(BadDefinition, match="第 2 行") as caught:
        parse_form("code: x1\n  edition: 1\n")
    assert "YAML" in caught.value.reason
    with pytest.raises(BadDefinition, match="“title”写了两次"):
        parse_form("title: 甲\nedition: 1\ntitle: 乙\n")
    with pytest.raises(BadDefinition, match="键: 值"):
        parse_form("只有一句话")
    with pytest.raises(BadDefinition):
        parse_form("")
    with pytest.raises(BadDefinition):
        parse_form("code: !!python/object:os.system x\n")


def folder(tmp_path, *definitions):
    for place, definition in enumerate(definitions):
        text = yaml.safe_dump(definition, allow_unicode=True)
        (tmp_path / f"form{place}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_check_must_find_the_other_form_and_its_column(tmp_path, form3):
    with pytest.raises(BadDefinition, match="没有表号为“attachment3”的表") as caught:
        load_forms(folder(tmp_path, GOOD))
    assert (caught.value.file, caught.value.key) == ("form0.yaml", "checks[4].expr")
    other = copy.deepcopy(GOOD) | {"code": "attachment3", "checks": []}
    assert set(load_forms(folder(tmp_path, GOOD, other))) == {"training_ledger", "attachment3"}
    other["columns"] = other["columns"][1:]
    other["carry"] = {}
    with pytest.raises(BadDefinition, match="没有数字列 c5"):
        load_forms(folder(tmp_path, GOOD, other))


def test_two_files_may_not_share_a_code(tmp_path):
    with pytest.raises(BadDefinition, match="已在 form0.yaml 里用过"):
        load_forms(folder(tmp_path, GOOD, GOOD))
