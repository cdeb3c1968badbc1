"""试算: a draft's checks over a past period say what would have fired where, and nothing of it is stored."""

import re

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

from portal import clock
from portal.models import AuditEntry
from reporting.formspec.loader import parse_form
from reporting.models import FormEdition
from reporting.queries.forms import newest_editions, spec_of
from tests.reporting import filed
from tests.reporting.filed import DECEMBER, signed_in
from tests.words import words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now():
    filed.the_forms()
    filed.received(["佳木斯", "鹤岗"], "attachment3", filed.a_period("2019Y"), 4)
    with clock.frozen(DECEMBER):
        yield


@pytest.fixture
def province():
    return signed_in(filed.a_reviewer())


def definition(province) -> dict:
    return yaml.safe_load(province.get("/rehearsal/attachment3/").content)


def tried(province, draft, name="draft.yaml", status=200):
    content = draft if isinstance(draft, bytes) else yaml.safe_dump(draft, allow_unicode=True).encode()
    answer = province.post("/rehearsal/", {"period": "2019Y", "file": SimpleUploadedFile(name, content)})
    assert answer.status_code == status
    return words(answer)


def test_the_present_definition_comes_back_as_it_is(province):
    edition = next(one for one in newest_editions() if one.code == "attachment3")
    answer = province.get("/rehearsal/attachment3/")
    assert parse_form(answer.content.decode()) == spec_of(edition)
    assert province.get("/rehearsal/no_such_form/").status_code == 404


def test_a_new_check_says_where_it_would_have_fired(province):
    draft = definition(province)
    draft["checks"].append({
        "code": "NEW-1", "level": "must", "scope": "row", "title": "示例:至少五人", "expr": "row.c5 >= 5",
        "message": "{row}:{c5} {row.c5} 人,少于 5 人。",
    })  # fmt: skip
    text = tried(province, draft)
    rows = 10 + 8
    assert f"新增 {rows} 条" in text and "不再有 0 条" in text and "2 个市(地)的表" in text
    assert re.search(rf"NEW-1 强制 示例:至少五人 0 {rows} \+{rows}", text)
    assert "桦南县:职业技能培训人数 4 人,少于 5 人。" in text
    assert (
        FormEdition.objects.filter(code="attachment3").count() == 1
        and AuditEntry.objects.filter(action="form.rehearse").exists()
    )


def test_a_check_that_was_dropped_says_what_it_no_longer_finds(province):
    draft = definition(province)
    draft["checks"].append({
        "code": "NEW-1", "level": "hint", "scope": "row", "title": "示例", "expr": "row.c5 >= 5",
        "message": "{row}:{c5} {row.c5} 人。",
    })  # fmt: skip
    draft["edition"] = 2
    assert "新增 18 条" in tried(province, draft)
    draft["checks"] = []
    assert "新增 0 条" in tried(province, draft)


def test_a_renamed_column_is_followed(province):
    draft = definition(province)
    draft["columns"] = [one for one in draft["columns"] if "c23" not in str(one) and one.get("enabled", True)]
    moved = yaml.safe_load(re.sub(r"\bc22\b", "c23", yaml.safe_dump(draft, allow_unicode=True)))
    moved["edition"], moved["carry"] = 2, {"c22": "c23"}
    moved["checks"].append({
        "code": "NEW-1", "level": "hint", "scope": "row", "title": "示例", "expr": "row.c23 >= 5",
        "message": "{row}:{c23} {row.c23}。",
    })  # fmt: skip
    assert "新增 18 条" in tried(province, moved)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda one: one.pop("axis"), "“axis”有误"),
        (lambda one: one.update(code="other_form"), "没有表号为“other_form”的表"),
        (lambda one: one["checks"][0].update(expr="row.c99 <= 1"), "checks[0].expr"),
    ],
    ids=["key missing", "unknown form", "unknown column"],
)
def test_a_wrong_draft_is_named(province, change, why):
    draft = definition(province)
    change(draft)
    assert why in tried(province, draft, status=422)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "没有选择文件"),
        (b"x" * 300_000, "超过 200 KB"),
        ("名称".encode("gb18030"), "不是 UTF-8"),
        (b"[" * 20_000, "套得太深"),
        (b"code: [1", "不是正确的 YAML"),
    ],
    ids=["empty", "large", "gbk", "deep", "broken"],
)
def test_what_is_no_definition_is_refused(province, content, why):
    assert why in tried(province, content, status=422)
