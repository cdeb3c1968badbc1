"""代录: the province types for a city whose line is down; the city's 负责人 confirms, and every version says so."""

import json

import pytest
from django.db import IntegrityError, transaction

from portal import clock
from portal.models import AuditEntry, Message, Role
from reporting.models import Cell, Filing
from tests.builders.filings import a_filing, someone
from tests.builders.places import a_city, a_county, an_account, the_province
from tests.reporting.filed import refusal, signed_in
from tests.words import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
WHY = "市局专线中断,与科长电话核对"


@pytest.fixture
def filing(db):
    return a_filing("佳木斯", "attachment2", "2020Y")


def page(actor, path: str) -> str:
    answer = signed_in(actor).get(path)
    assert answer.status_code == 200
    return words(answer)


def step(filing, name: str, who=None, **fields) -> str:
    path = f"/filings/{filing.pk}/steps/{name}/"
    return words(signed_in(who or filing.reviewer).post(path, fields, follow=True))


def save(filing, actor, column: str, text: str, version: int = 0):
    cells = [{"row": filing.now.rows.first().pk, "column": column, "text": text, "version": version}]
    path = f"/filings/{filing.pk}/cells/"
    return signed_in(actor).post(path, json.dumps({"cells": cells}), content_type="application/json")


def filled_by_the_province(filing):
    """Begun, and every cell typed by the reviewer."""
    city = filing.filler
    if filing.now.stand_in is None:
        filing.step("stand_in", filing.reviewer, reason=WHY)
    filing.by(filing.reviewer).filled().explained()
    return filing.by(city)


def test_the_province_types_hands_in_and_the_citys_lead_confirms(filing):
    """The whole way, over the pages that people use, with the mark wherever somebody reads of it."""
    assert "已开始代录" in step(filing, "stand_in", reason=WHY)
    assert f"省厅 {filing.reviewer.name} 正在代录: {WHY}" in page(filing.filler, f"/filings/{filing.pk}/")
    assert Message.objects.filter(account=filing.lead.account, text__contains=f"开始代录:{WHY}").exists()
    filled_by_the_province(filing)
    seen = page(filing.reviewer, f"/filings/{filing.pk}/")
    assert "您正在代录" in seen and f"填表人: {filing.reviewer.name}(代录)" in seen and "省厅代录中" in seen
    assert f"代录 佳木斯市 附件2 2020年全年 {WHY}" in page(filing.reviewer, "/")
    assert "已送负责人确认" in step(filing, "submit")
    assert filing.now.stand_in is None and filing.now.stood_in
    assert save(filing, filing.reviewer, "c3", "9", 1).status_code == 409
    assert "已代录并送负责人确认" in Message.objects.filter(account=filing.lead.account).latest("pk").text
    assert "您的岗位不能" in words(signed_in(filing.reviewer).post(f"/filings/{filing.pk}/steps/confirm/"))
    assert "· 省厅代录" in page(filing.lead, "/") and "送负责人确认(代录)" in page(
        filing.lead, f"/filings/{filing.pk}/"
    )
    assert "已上报省厅" in step(filing, "confirm", filing.lead)
    sent = filing.now.sent_version
    assert sent.stood_in and sent.filler_name == f"{filing.reviewer.name}(代录)"
    assert "省厅代录" in page(filing.reviewer, f"/versions/?code={sent.check_code}")
    assert "12-03 代录" in page(filing.reviewer, "/board/?period=2020Y")
    assert "上报,代录" in page(filing.reviewer, "/totals/attachment2/2020Y/rows/?column=c3&basis=sent")
    done = AuditEntry.objects.filter(action__in=["filing.stand_in", "filing.submit"]).order_by("pk")
    assert [one.detail.get("reason") for one in done] == [WHY, ""] and done[1].detail["stood_in"] is True


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("", "要写明理由"),
        ("断线", "理由至少写 6 个字"),
        ("断线,与王科长 13812345678 通话", "不要写身份证号或手机号"),
        ("断" * 201, "最多 200 个字,现在是 201 个字"),
    ],
)
def test_a_reason_that_says_nothing_begins_nothing(filing, reason, says):
    assert says in step(filing, "stand_in", reason=reason)
    assert filing.now.stand_in is None and not Message.objects.exists()


def test_only_the_reviewer_begins_and_only_the_one_in_it_types(filing):
    other = an_account(Role.REVIEWER, the_province())
    assert save(filing, filing.reviewer, "c3", "5").status_code == 409
    for stranger in (filing.filler, filing.lead, someone(Role.FINALISER, the_province())):
        assert signed_in(stranger).post(f"/filings/{filing.pk}/steps/stand_in/", {"reason": WHY}).status_code == 403
    step(filing, "stand_in", reason=WHY)
    assert "正在代录本表。要换人的,请先结束代录" in step(filing, "stand_in", other, reason=WHY)
    assert save(filing, other, "c3", "5").status_code == 409 and not Cell.objects.exists()
    assert "已结束代录" in step(filing, "stand_down", other)
    assert "可能刚刚结束" in step(filing, "stand_down", other)
    assert save(filing, filing.reviewer, "c3", "5").status_code == 409
    assert filing.now.state == Filing.State.EMPTY and not filing.now.stood_in


def test_both_levels_type_and_the_later_one_is_asked(filing):
    step(filing, "stand_in", reason=WHY)
    assert save(filing, filing.reviewer, "c3", "5").json()["saved"][0]["version"] == 1
    assert filing.now.state == Filing.State.FILLING and filing.now.phone == ""
    reply = save(filing, filing.filler, "c3", "6").json()
    assert reply["conflicts"][0]["who"] == filing.reviewer.name and Cell.objects.get().value == 5
    save(filing, filing.filler, "c4", "6")
    assert filing.now.filler_name == filing.filler.name and filing.now.stood_in


def test_when_the_city_hands_in_itself_the_province_is_told_and_its_next_number_is_not_lost(filing):
    filled_by_the_province(filing)
    filing.handed_in()
    assert filing.now.filler_name == filing.filler.name and filing.now.stand_in is None
    assert "市局已自行送负责人确认" in Message.objects.get(account=filing.reviewer.account).text
    late = save(filing, filing.reviewer, "c3", "999", 1)
    assert late.status_code == 409 and "等市局负责人确认" in late.json()["message"]
    assert "现在是“待负责人确认”,不能“结束代录”" in step(filing, "stand_down")
    assert "现在是“待负责人确认”,不能“开始代录”" in step(filing, "stand_in", reason=WHY)
    filing.sent()
    assert filing.now.sent_version.stood_in and not Cell.objects.filter(value=999).exists()


def test_what_the_lead_refuses_goes_back_to_the_city(filing):
    filled_by_the_province(filing).step("submit", filing.reviewer)
    filing.step("refuse", filing.lead, reason="示例:招收人数与台账不符")
    assert filing.now.stand_in is None and save(filing, filing.reviewer, "c3", "1", 1).status_code == 409
    assert save(filing, filing.filler, "c3", "41", 1).json()["saved"]


def test_without_javascript_and_by_the_ways_of_a_filler(filing):
    client, base, row = signed_in(filing.reviewer), f"/filings/{filing.pk}/", filing.now.rows.first()
    assert "您现在没有代录本表" in words(client.post(f"{base}save/", {f"c-{row.pk}-c3": "7"}, follow=True))
    step(filing, "stand_in", reason=WHY)
    said = words(client.post(f"{base}save/", {f"c-{row.pk}-c3": "7", f"v-{row.pk}-c3": "0"}, follow=True))
    assert "已保存 1 格" in said and "Excel 导入" in said
    assert "读入并看差异" in words(client.get(f"{base}import/"))
    assert "已标“不适用”" in words(client.post(f"{base}cells/{row.pk}/c4/na/", {"reason": "没有"}, follow=True))
    assert "联系电话已保存" not in words(client.post(f"{base}phone/", {"phone": "0454-1234567"}))
    assert "确认本行" not in words(client.get(f"{base}rows/{row.pk}/"))


def test_a_row_out_at_a_county_is_taken_back(db):
    county = someone(Role.COUNTY, a_county("桦南县"))
    filing = a_filing("佳木斯", "attachment3", "2020Y")
    filing.handed_on(["桦南"], clock.at(2020, 12, 8).date())
    path = f"/filings/{filing.pk}/rows/{filing.row('桦南').pk}/task/take_back/"
    assert "您现在没有代录本表" in words(signed_in(filing.reviewer).post(path, follow=True))
    step(filing, "stand_in", reason=WHY)
    seen = page(filing.reviewer, f"/filings/{filing.pk}/")
    assert "收回" in seen and "交办全部" not in seen
    assert "已收回" in words(signed_in(filing.reviewer).post(path, follow=True))
    assert "不用再填" in Message.objects.filter(account=county.account).latest("pk").text


def test_a_returned_form_opens_only_what_its_slip_names(filing):
    row = filing.filled().explained().sent().now.rows.first()
    filing.returned([(row, "c3", "请核对")], "示例:请核对")
    step(filing, "stand_in", reason=WHY)
    held = {cell.column: cell.version for cell in row.cells.all()}
    assert save(filing, filing.reviewer, "c4", "1", held["c4"]).json()["refused"]
    assert save(filing, filing.reviewer, "c3", "1", held["c3"]).json()["saved"]


def test_after_the_lock_there_is_nothing_to_stand_in_for(filing):
    with clock.frozen(clock.at(2020, 12, 21, 9)):
        assert "锁定" in step(filing, "stand_in", reason=WHY)
        assert "现在还不能代录" in page(filing.reviewer, f"/filings/{filing.pk}/")
    assert refusal(lambda: filing.step("stand_down", filing.reviewer)) == ["本表没有人在代录,可能刚刚结束,请刷新页面。"]


def test_the_database_wants_a_reason_and_an_open_form(filing):
    who = filing.reviewer.account
    for values in ({"stand_in": who}, {"stand_in_reason": WHY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Filing.objects.filter(pk=filing.pk).update(**values)
    filing.filled().explained().sent()
    with pytest.raises(IntegrityError), transaction.atomic():
        whole = {"stand_in": who, "stand_in_reason": WHY, "stand_in_since": clock.now()}
        Filing.objects.filter(pk=filing.pk).update(**whole)


def test_another_citys_form_is_not_found(filing):
    stranger = someone(Role.FILLER, a_city("鹤岗"))
    assert signed_in(stranger).post(f"/filings/{filing.pk}/steps/stand_in/", {"reason": WHY}).status_code == 404
