"""The auditor's pages: who, under which account, did what, and what it was before, in words."""

import re
import time
from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal import audit, audit_words, clock
from portal.actor import SYSTEM
from portal.models import AuditEntry, Role
from portal.services import accounts, duties
from tests.builders.filings import a_filing
from tests.builders.people import a_person, an_empty_account
from tests.builders.places import a_city, the_province
from tests.words import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client):
    client.force_login(a_person(Role.AUDITOR, the_province(), "shili-audit").account)
    return client


def last(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).latest("pk")


def words_of(action: str) -> list[str]:
    entry = last(action)
    return [str(line) for line in audit_words.lines(entry, audit_words.places_of([entry]))]


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return words(response)


def test_a_cell_is_named_by_its_row_and_heading_with_old_and_new(auditor):
    with clock.frozen(clock.at(2019, 12, 3, 9)):
        filing = a_filing("佳木斯", "attachment2", "2019Y")
        row = filing.row("佳木斯技师学院")
        filing.typed({(row.pk, "c4"): 12}).typed({(row.pk, "c4"): 14})
    found = words_of("filing.cell")
    assert found[:2] == ["行:佳木斯技师学院", "列:招收人数"]
    assert "内容:12 → 14" in found
    text = page(auditor, f"/audit/{last('filing.cell').pk}/")
    assert "佳木斯技师学院" in text and "12 → 14" in text and "原始记录" in text
    assert "行:佳木斯技师学院;列:招收人数" in page(auditor, "/audit/?action=filing.cell")


def test_a_step_names_its_states(auditor):
    with clock.frozen(clock.at(2019, 12, 3, 9)):
        a_filing("佳木斯", "attachment2", "2019Y").filled()
    assert "状态:未填报 → 填报中" in words_of("filing.begin")


def test_changed_fields_stand_under_their_own_names():
    account = an_empty_account("shili-1", "示例甲")
    sysadmin = a_person(Role.SYSTEM_ADMIN, the_province(), "shili-sys")
    accounts.change(account, "示例乙", clock.at(2020, 12, 31).date(), sysadmin)
    assert words_of("account.change") == ["姓名:示例甲 → 示例乙", "有效期至:(空) → 2020-12-31"]


def test_an_appointment_says_from_when_and_whom():
    account, today = an_empty_account("shili-1"), clock.today()
    duties.appoint(account, Role.FILLER, a_city("佳木斯"), SYSTEM, valid_from=today)
    assert words_of("duty.appoint") == ["账号:shili-1", f"起止:{today} → 不定期"]


def test_the_list_has_accounts_and_the_newest_first(auditor):
    for name in ("shili-1", "shili-2"):
        a_person(Role.FILLER, a_city("佳木斯"), name)
    text = page(auditor, "/audit/?action=account.create")
    assert text.index("shili-2") < text.index("shili-1")
    assert all(label in text for label in ("真实日期自", "真实日期至", "操作", "账号或姓名", "结果"))


def test_actions_are_offered_in_alphabetical_order_and_each_title_once(auditor):
    html = auditor.get("/audit/").content.decode()
    offered = re.findall(r'<option value="[a-z_.]+">(.*?)</option>', html)
    titles = [title for title in offered if title not in ("成功", "被拒")]
    assert len(titles) == len(set(titles)) > 40
    assert titles.index("导出表格") < titles.index("登录") < titles.index("退回") < titles.index("重置口令")
    assert len(set(audit.titles().values())) == len(audit.titles())


def test_what_a_detail_holds_is_never_lost_for_want_of_a_word():
    entry = AuditEntry(detail={"odd_key": {"a": [1, None], "b": True}}, target_type="gone.model")
    assert [str(line) for line in audit_words.lines(entry, {})] == ["odd_key:a 1、(空)、b 是"]
    assert audit_words.in_a_row(AuditEntry(detail={"reason": "长" * 100}), {}, 60).endswith("…")


def test_the_list_says_which_clock_and_shows_both_where_they_differ(auditor):
    a_person(Role.FILLER, a_city("佳木斯"), "shili-1")
    alike = page(auditor, "/audit/?action=account.create")
    with clock.frozen(clock.at(2020, 12, 3, 9, 5)):
        a_person(Role.FILLER, a_city("鹤岗"), "shili-2")
    apart = page(auditor, "/audit/?action=account.create")
    real = last("account.create").real_at.astimezone(clock.SHANGHAI)
    assert "真实时间 2" in alike and "业务日期 2" not in alike
    assert f"真实时间 {real:%Y-%m-%d %H:%M:%S} 业务日期 2020-12-03 09:05" in apart


def test_thousands_of_entries_go_out_as_a_workbook_within_a_second_of_work(auditor):
    person = a_person(Role.FILLER, a_city("佳木斯"), "shili-1")
    audit.record_many(
        "account.change", person, person.account, ({"old": {}, "new": {"name": "=1+1"}} for _ in range(5000))
    )
    began = time.process_time()
    response = auditor.get("/audit/export/?action=account.change")
    assert time.process_time() - began < 1
    sheet = load_workbook(BytesIO(response.content), read_only=True).active
    heads, first, *rest = list(sheet.iter_rows(min_row=2, values_only=True))
    assert heads[1:3] == ("真实时间", "业务日期") and len(rest) == 4999
    assert first[5] == "shili-1" and first[1].date() == clock.real().date() and "=1+1" in first[-1]
