"""报送日历 in the browser: read by all, changed by the province with a reason, more time asked for and granted."""

import pytest
from django.test import Client

from portal import clock
from reporting.models import Extension, Period
from reporting.queries.periods import due_of
from tests.reporting.filed import DECEMBER, Bureau, a_period, a_reviewer

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
