"""Editions: what is loaded from YAML, what a changed definition may do, how drafts move to a new one."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from portal import clock
from portal.actor import SYSTEM
from portal.models import AuditEntry
from portal.refusal import Refused
from reporting.models import Cell, Filing, FormEdition, Period
from reporting.queries.forms import spec_of
from reporting.services import editions
from tests.builders.filings import a_filing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
MORNING = clock.at(2020, 12, 3, 9)
SOURCE = (Path(settings.FIXTURES_DIR) / "forms/attachment2.yaml").read_text(encoding="utf-8")

LEDGER = """
code: sample_ledger
edition: {edition}
mark: 附表(示例)
title: 示例台账
axis: schools
axis_title: 技工院校名称
{carry}
columns:
{columns}
"""
COLUMN = """
  - {{key: {key}, title: 列{key}, kind: {kind}, unit: 人, basis: flow, clause: 依据:示例, help: 示例}}
"""


@pytest.fixture
def load(tmp_path):
    """Load a text as the only form of a folder."""

    def write(text: str, name: str = "form.yaml") -> int:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return editions.load(tmp_path, SYSTEM)

    return write


def ledger(edition: int = 1, keys: str = "c3 c4 c5", carry: str = "", kinds: dict | None = None) -> str:
    columns = "".join(COLUMN.format(key=key, kind=(kinds or {}).get(key, "count")) for key in keys.split())
    return LEDGER.format(edition=edition, columns=columns, carry=f"carry: {{{carry}}}" if carry else "")


def refusal(act) -> str:
    with pytest.raises(Refused) as found, transaction.atomic():
        act()
    return str(found.value)


def values(filing) -> dict[str, str]:
    cells = Cell.objects.filter(row__filing=filing.now, row=filing.now.rows.first())
    return {cell.column: f"{cell.value:.0f}" for cell in cells.order_by("column") if cell.value is not None}


@pytest.fixture
def draft(load):
    """佳木斯's draft of the ledger, its one row typed: c3=3, c4=4, c5=5."""
    load(ledger())
    filing = a_filing("佳木斯", "sample_ledger", "2020Y")
    row = filing.now.rows.first()
    return filing.typed({(row.pk, "c3"): "3", (row.pk, "c4"): "4", (row.pk, "c5"): "5"})


def test_policy_load_brings_both_forms_and_the_periods_from_2019():
    assert set(FormEdition.objects.values_list("code", "number")) == {("attachment2", 1), ("attachment3", 1)}
    assert Period.objects.order_by("due_at").first().code == "2019H1"


def test_the_same_definition_changes_nothing(load):
    before = FormEdition.objects.get(code="attachment2")
    assert editions.load_fixtures(SYSTEM) == 0
    assert load(SOURCE) == 0
    after = FormEdition.objects.get(code="attachment2")
    assert (before.digest, before.loaded_at) == (after.digest, after.loaded_at)


def test_comments_and_order_of_keys_are_no_change(load):
    assert load("# 说明\n" + SOURCE.replace("code: attachment2\nedition: 1\n", "edition: 1\ncode: attachment2\n")) == 0


def test_an_edition_that_no_filing_uses_may_be_corrected(load):
    changed = SOURCE.replace("title: 技工院校技能脱贫攻坚进展情况表", "title: 技工院校技能脱贫攻坚进展情况表(示例)")
    assert load(changed) == 1
    edition = FormEdition.objects.get(code="attachment2")
    assert edition.title.endswith("(示例)") and spec_of(edition).title.endswith("(示例)")
    assert AuditEntry.objects.filter(action="form.load").latest("pk").detail["replaced"] is True


def test_an_edition_in_use_is_refused_with_file_key_and_remedy(load, draft):
    text = refusal(lambda: load(ledger(keys="c3 c4 c5 c6")))
    assert "form.yaml" in text and "“edition”" in text and "13 份填报在用" in text and "版次改为 2" in text
    assert "carry" in text
    assert [column.key for column in spec_of(draft.now.edition).columns] == ["c3", "c4", "c5"]


def test_an_edition_never_goes_back(load, draft):
    load(ledger(edition=2))
    assert "不能退回第 1 版" in refusal(lambda: load(ledger(edition=1)))


@pytest.mark.parametrize(
    ("wrong", "key", "says"),
    [
        ("edition: 1", "edition: nine", "应是 1 至 999 的整数"),
        ("mark: 附件2", "marks: 附件2", "缺少这个键"),
        ("kind: count", "kind: counts", "不认识“counts”"),
        ("expr: row.c7 <= row.c6", "expr: row.c7 <= row.c99", "c99"),
        ("other('attachment3').total.c5", "other('attachment9').total.c5", "没有表号为“attachment9”的表"),
    ],
)
def test_a_wrong_definition_is_refused_with_file_key_and_reason(load, wrong, key, says):
    text = refusal(lambda: load(SOURCE.replace(wrong, key)))
    assert "form.yaml" in text and says in text
    assert FormEdition.objects.get(code="attachment2").loaded_at < clock.real()


def test_two_files_with_one_code_are_refused(load, tmp_path):
    (tmp_path / "again.yaml").write_text(SOURCE, encoding="utf-8")
    assert "已在 again.yaml 里用过" in refusal(lambda: load(SOURCE))


def test_the_command_ends_with_one_chinese_line(tmp_path, settings):
    (tmp_path / "forms").mkdir()
    for name in ("regions", "region_successions", "schools", "partnerships", "poverty_counties"):
        original = Path(settings.FIXTURES_DIR) / f"{name}.csv"
        (tmp_path / original.name).write_bytes(original.read_bytes())
    (tmp_path / "forms/wrong.yaml").write_text(SOURCE.replace("edition: 1", "edition: 0"), encoding="utf-8")
    settings.FIXTURES_DIR = tmp_path
    with pytest.raises(CommandError, match="表式定义 wrong.yaml 的“edition”有误"):
        call_command("load_policy")


# carrying drafts over


def test_a_draft_moves_with_its_cells_renamed(load, draft):
    load(ledger(edition=2, keys="c3 c4 c5 c6", carry="c3: c4, c4: c5, c5: c6"))
    assert draft.now.edition.number == 2
    assert values(draft) == {"c4": "3", "c5": "4", "c6": "5"}
    entry = AuditEntry.objects.filter(action="filing.carry_over", target_id=draft.pk).get()
    assert entry.detail == {"from": 1, "to": 2, "columns": {"c3": "c4", "c4": "c5", "c5": "c6"}}


def test_two_columns_change_places(load, draft):
    load(ledger(edition=2, carry="c3: c4, c4: c3"))
    assert values(draft) == {"c3": "4", "c4": "3", "c5": "5"}


def test_columns_that_the_map_does_not_name_stay_where_they_are(load, draft):
    load(ledger(edition=2, keys="c3 c4 c5 c6"))
    assert values(draft) == {"c3": "3", "c4": "4", "c5": "5"}


def test_every_draft_of_the_form_moves_begun_or_not(load, draft):
    load(ledger(edition=2))
    assert set(Filing.objects.filter(form="sample_ledger").values_list("edition__number", flat=True)) == {2}


def test_a_page_of_the_draft_is_drawn_anew(load, draft):
    before = draft.now.revision
    load(ledger(edition=2))
    assert draft.now.revision == before + 1


def test_a_column_without_a_place_is_refused_where_it_holds_something(load, draft):
    text = refusal(lambda: load(ledger(edition=2, keys="c3 c4")))
    assert "form.yaml" in text and "“carry”" in text and "列 c5" in text and "佳木斯" in text and "1 格" in text
    assert draft.now.edition.number == 1 and values(draft) == {"c3": "3", "c4": "4", "c5": "5"}


def test_it_goes_where_it_is_blank(load, draft):
    row = draft.now.rows.first()
    draft.typed({(row.pk, "c5"): None})
    load(ledger(edition=2, keys="c3 c4"))
    assert values(draft) == {"c3": "3", "c4": "4"}
    assert not Cell.objects.filter(row=row, column="c5").exists()


def test_a_cell_that_does_not_apply_is_not_blank(load, draft):
    row = draft.now.rows.first()
    draft.typed({(row.pk, "c5"): None}).not_applicable([(row, "c5")], "示例:不招生")
    assert "列 c5" in refusal(lambda: load(ledger(edition=2, keys="c3 c4")))


def test_numbers_do_not_become_text(load, draft):
    assert "列 c5" in refusal(lambda: load(ledger(edition=2, kinds={"c5": "text"})))


def test_what_was_sent_keeps_its_edition(load, draft):
    draft.sent()
    load(ledger(edition=2, keys="c3 c4"))
    assert draft.now.edition.number == 1
    assert draft.received().now.received_version.edition.number == 1
    others = Filing.objects.filter(form="sample_ledger").exclude(pk=draft.pk)
    assert set(others.values_list("edition__number", flat=True)) == {2}


def test_a_form_waiting_for_the_lead_moves_and_is_judged_by_the_new_edition(load, draft):
    draft.handed_in()
    load(ledger(edition=2, keys="c3 c4 c5 c6"))
    assert draft.now.edition.number == 2
    assert "还有 1 格空白" in refusal(draft.sent)


def test_another_kind_of_rows_is_refused_while_drafts_are_there(load, draft):
    text = refusal(lambda: load(ledger(edition=2).replace("axis: schools", "axis: counties")))
    assert "行的种类不能改" in text
