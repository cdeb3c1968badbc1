"""报送日历 in the browser: read by all, changed by the province with a reason, more time asked for and granted."""

import pytest
from django.test import Client

from portal import clock
from reporting.models import Extension, Period
from reporting.queries.periods import due_of
from tests.reporting.filed import CITIES, DECEMBER, Bureau, a_period, a_reviewer, received

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december():
    with clock.frozen(DECEMBER):
        a_period("2020Y")
        yield


def signed_in(actor) -> Client:
    client = Client()
    client.force_login(actor.account)
    return client


def moments(**changed) -> dict:
    known = {
        "counts_from": "2019-12-01",
        "counts_to": "2020-11-30",
        "opens_at": "2020-11-20",
        "due_at": "2020-12-10",
        "locks_at": "2020-12-20",
        "reason": "示例:系统检修一天",
    }
    return known | changed


def test_the_calendar_says_dates_window_and_how_the_deadline_is_read():
    page = signed_in(Bureau("鸡西").filler).get("/calendar/").content.decode()
    for words in (
        "2020年12月10日24时(星期四)",
        "2019年12月1日至2020年11月30日",
        "按当日24时(北京时间)止理解",
        "还有 7 天",
    ):
        assert words in page


def test_the_province_moves_a_due_date_with_a_reason_and_everyone_sees_it():
    reviewer = signed_in(a_reviewer())
    reviewer.post("/calendar/2020Y/", moments(due_at="2020-12-11"))
    assert Period.objects.get(code="2020Y").due_at == clock.at(2020, 12, 12)
    page = signed_in(Bureau("鸡西").filler).get("/calendar/").content.decode()
    assert "2020年12月10日24时 改为 <b>2020年12月11日24时</b>" in page and "示例:系统检修一天" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"due_at": "2020-12-11", "reason": "短"}, "至少写 6 个字"),
        ({"due_at": "12月11日"}, "读不懂"),
        ({"due_at": "2020-12-25"}, "锁定不能早于截止"),
        ({"due_at": "9999-12-31"}, "截止(当日24时)“9999-12-31”不像2020年全年的日期"),
        ({"locks_at": "9999-12-31"}, "请填2019年1月1日至2022年12月31日之间的一天"),
        ({"opens_at": "0001-01-01"}, "开放(当日0时)“0001-01-01”不像"),
        ({"counts_from": "0001-01-01"}, "统计期间自“0001-01-01”不像"),
        ({"due_at": "2020-12-01"}, "不能改到现在以前"),
        ({}, "时间都没有变"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_in_words(changed, words):
    answer = signed_in(a_reviewer()).post("/calendar/2020Y/", moments(**changed))
    assert answer.status_code == 422 and words in answer.content.decode()
    assert Period.objects.get(code="2020Y").due_at == clock.at(2020, 12, 11)


def test_a_city_cannot_change_the_calendar():
    assert signed_in(Bureau("鸡西").filler).post("/calendar/2020Y/", moments(due_at="2020-12-11")).status_code == 403


def test_more_time_is_asked_for_and_granted_to_one_unit():
    bureau = Bureau("鸡西")
    ask = {"until": "2020-12-15", "reason": "示例:县里数据未齐"}
    assert "已送省厅" in signed_in(bureau.lead).post("/calendar/2020Y/extension/", ask, follow=True).content.decode()
    extension = Extension.objects.get()
    signed_in(a_reviewer()).post(f"/extensions/{extension.pk}/grant/", {"until": "2020-12-14"})
    period = Period.objects.get(code="2020Y")
    assert due_of(period, bureau.unit).due_at == clock.at(2020, 12, 15)
    assert due_of(period, Bureau("鹤岗").unit).due_at == clock.at(2020, 12, 11)
    page = signed_in(bureau.filler).get("/calendar/").content.decode()
    assert "2020年12月14日24时" in page and "已批准" in page


def test_another_city_does_not_see_the_extension():
    signed_in(Bureau("鸡西").lead).post(
        "/calendar/2020Y/extension/", {"until": "2020-12-15", "reason": "示例:县里未齐"}
    )
    assert "示例:县里未齐" not in signed_in(Bureau("鹤岗").filler).get("/calendar/").content.decode()


def test_a_city_cannot_grant_its_own_extension():
    lead = signed_in(Bureau("鸡西").lead)
    lead.post("/calendar/2020Y/extension/", {"until": "2020-12-15", "reason": "示例:县里数据未齐"})
    assert lead.post(f"/extensions/{Extension.objects.get().pk}/grant/").status_code == 403
    assert Extension.objects.get().state == "asked"


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("9999-12-31", "不像2020年全年的日期"),
        ("0001-01-01", "不像2020年全年的日期"),
        ("2021-12-25", "最晚可延至2021年1月19日24时"),
        ("", "读不懂"),
    ],
)
def test_an_extension_is_asked_for_a_day_that_can_be_meant(until, words):
    lead = signed_in(Bureau("鸡西").lead)
    asked = {"until": until, "reason": "示例:县里数据未齐"}
    assert words in lead.post("/calendar/2020Y/extension/", asked, follow=True).content.decode()
    assert not Extension.objects.exists()
    lead.post("/calendar/2020Y/extension/", asked | {"until": "2021-01-19"})
    extension = Extension.objects.get()
    if until:  # without a date of its own the province grants the one asked for
        granted = signed_in(a_reviewer()).post(f"/extensions/{extension.pk}/grant/", {"until": until}, follow=True)
        assert words in granted.content.decode() and Extension.objects.get().state == "asked"


def test_when_no_extension_reaches_any_more_the_calendar_says_who_helps():
    lead = signed_in(Bureau("鸡西").lead)
    with clock.frozen(clock.at(2021, 1, 19, 23)):
        assert "申请延期</summary>" in lead.get("/calendar/").content.decode()
    with clock.frozen(clock.at(2021, 1, 20)):
        page = lead.get("/calendar/").content.decode()
    assert "申请延期</summary>" not in page and "已不能申请延期" in page and "由省厅修改本期时间" in page


def test_a_due_date_that_has_passed_is_not_moved_to_before():
    with clock.frozen(clock.at(2020, 12, 15, 9)):
        answer = signed_in(a_reviewer()).post("/calendar/2020Y/", moments(due_at="2020-12-05"))
    assert answer.status_code == 422 and "不能改到现在以前" in answer.content.decode()


def test_a_period_that_stands_says_what_a_change_does_to_it():
    reviewer = signed_in(a_reviewer())
    assert "定稿照旧有效" not in reviewer.get("/calendar/2020Y/").content.decode()
    received(CITIES, "attachment3", Period.objects.get(code="2020Y"), 6)
    page = reviewer.get("/calendar/2020Y/").content.decode()
    assert "附件3 已接收 13/13" in page and "定稿照旧有效" in page
