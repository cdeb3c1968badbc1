"""Every request: idle sessions, who is asking, what a browser may keep, a database that is down."""

import logging
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client, RequestFactory

from portal import clock, kept
from portal.access import page_of
from portal.logs import OneLine
from portal.middleware import SEEN, DatabaseDown
from portal.models import AuditEntry, Message, Role
from portal.services import messages
from portal.views import errors
from tests.builders.people import PASSWORD, a_person, with_duty
from tests.builders.places import a_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def filler():
    return a_person(Role.FILLER, a_city("佳木斯"), "jiamusi-1", "示例王某")


@pytest.fixture
def signed_in(client, filler):
    client.post("/signin/", {"username": "jiamusi-1", "password": PASSWORD})
    return client


def wait(client: Client, minutes: int) -> None:
    """Let the session be that much older, as the clock would have made it."""
    session = client.session
    session[SEEN] -= minutes * 60
    session.save()


def test_an_hour_of_nothing_ends_the_session_and_says_so(signed_in):
    wait(signed_in, 61)
    response = signed_in.get("/messages/", follow=True)
    assert response.redirect_chain == [("/signin/?next=%2Fmessages%2F&expired=1", 302)]
    assert "登录已过期,请重新登录。刚才填的还在。" in response.content.decode()
    assert AuditEntry.objects.order_by("-pk").first().action == "session.expired"
    assert not Session.objects.exists()


def test_a_request_within_the_hour_keeps_it_alive(signed_in):
    wait(signed_in, 59)
    assert signed_in.get("/messages/").status_code == 200
    wait(signed_in, 59)
    assert signed_in.get("/messages/").status_code == 200


def test_polls_do_not_keep_it_alive(signed_in):
    for _ in range(2):
        wait(signed_in, 31)
        last = signed_in.get("/messages/", headers={"X-Portal-Poll": "1", "X-Requested-With": "fetch"})
    assert last.status_code == 401


def test_a_script_gets_the_address_to_sign_in_at(signed_in):
    wait(signed_in, 61)
    headers = {"X-Requested-With": "fetch", "Referer": "http://testserver/filings/7/?view=all"}
    response = signed_in.post("/account/phone/", {"phone": "1"}, headers=headers)
    assert response.status_code == 401
    assert response.json() == {"signin": "/signin/?next=%2Ffilings%2F7%2F%3Fview%3Dall&expired=1"}


def test_htmx_is_redirected_whole(signed_in):
    wait(signed_in, 61)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/messages/"}
    response = signed_in.get("/help/", headers=headers)
    assert response.status_code == 401
    assert response["HX-Redirect"] == "/signin/?next=%2Fmessages%2F&expired=1"


def test_what_was_typed_survives_the_new_sign_in_without_javascript(signed_in, filler):
    wait(signed_in, 61)
    late = signed_in.post("/account/phone/", {"phone": "0454-8123456"})
    assert late.status_code == 401 and "刚才填的还在" in late.content.decode()
    again = signed_in.post(
        "/signin/", {"username": "jiamusi-1", "password": PASSWORD, "kept": late.context["kept"], "next": "/account/"}
    )
    page = again.content.decode()
    assert 'action="/account/phone/"' in page and 'value="0454-8123456"' in page
    signed_in.post("/account/phone/", {"phone": "0454-8123456"})
    filler.account.refresh_from_db()
    assert filler.account.phone == "0454-8123456"


def test_what_was_typed_is_not_shown_to_another_person(signed_in):
    a_person(Role.LEAD, a_city("佳木斯"), "jiamusi-2")
    wait(signed_in, 61)
    late = signed_in.post("/account/phone/", {"phone": "0454-8123456"})
    again = signed_in.post("/signin/", {"username": "jiamusi-2", "password": PASSWORD, "kept": late.context["kept"]})
    assert again.status_code == 302


def test_passwords_are_never_carried():
    request = RequestFactory().post("/account/password/", {"old_password": "geheim", "note": "a"})
    work = kept.unpack(kept.pack(request, 7), 7)
    assert work.fields == [("note", "a")]
    assert kept.unpack("nonsense", 7) is None


def test_a_referer_of_another_site_leads_home():
    request = RequestFactory().get("/", headers={"Referer": "https://example.org/x"})
    assert page_of(request) == "/"


def test_pages_are_not_kept_by_the_browser(signed_in):
    for address in ("/messages/", "/account/", "/help/"):
        assert signed_in.get(address)["Cache-Control"] == "no-store"
    assert "no-store" in Client().get("/signin/")["Cache-Control"]


def test_the_policy_allows_nothing_inline(signed_in):
    policy = signed_in.get("/messages/")["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'self'" in policy and "object-src 'none'" in policy


def test_the_duty_of_the_day_is_taken_and_can_be_switched(signed_in, filler):
    second = with_duty(filler.account, Role.LEAD, a_city("伊春"))
    assert "示例王某(填表人)" in signed_in.get("/").content.decode()
    page = signed_in.post("/account/duty/", {"duty": second.duty.pk}, follow=True).content.decode()
    assert "示例王某(负责人)" in page and "伊春市人力资源社会保障局" in page
    assert AuditEntry.objects.order_by("-pk").first().action == "session.duty"


def test_nobody_acts_in_another_persons_duty(signed_in):
    foreign = a_person(Role.LEAD, a_city("伊春"))
    page = signed_in.post("/account/duty/", {"duty": foreign.duty.pk}, follow=True).content.decode()
    assert "不是您的" in page and "示例王某(填表人)" in page


def test_a_duty_that_has_ended_is_left_aside(signed_in, filler):
    second = with_duty(filler.account, Role.LEAD, a_city("伊春"))
    signed_in.post("/account/duty/", {"duty": second.duty.pk})
    with clock.frozen(clock.at(2018, 12, 31)):  # before any duty began
        assert signed_in.get("/policy/").status_code == 403


def test_messages_are_ones_own(signed_in, filler):
    other = a_person(Role.LEAD, a_city("伊春"))
    mine = messages.send(filler.account, "请报附件2", other, "/help/")
    theirs = messages.send(other.account, "别人的通知", filler)
    page = signed_in.get("/messages/").content.decode()
    assert "请报附件2" in page and "别人的通知" not in page and "1 条未读" in page
    assert signed_in.post(f"/messages/{theirs.pk}/open/").status_code == 404
    assert signed_in.post(f"/messages/{mine.pk}/open/")["Location"] == "/help/"
    assert Message.objects.get(pk=mine.pk).read_at is not None
    assert Message.objects.get(pk=theirs.pk).read_at is None


def test_a_lost_database_is_a_503_with_a_word_when_to_come_back(rf):
    middleware = DatabaseDown(lambda request: None)
    response = middleware.process_exception(rf.get("/"), OperationalError("gone"))
    assert response.status_code == 503 and response["Retry-After"] == "30"
    assert "数据库暂时连不上" in response.content.decode()
    assert middleware.process_exception(rf.get("/"), ValueError()) is None


def test_a_database_lost_before_the_view_is_a_503_too(rf):
    try:
        raise OperationalError("gone")
    except OperationalError:
        assert errors.server_error(rf.get("/")).status_code == 503
    assert errors.server_error(rf.get("/")).status_code == 500


def test_an_unknown_address_is_404_in_chinese(signed_in):
    response = signed_in.get("/nirgendwo/")
    assert response.status_code == 404 and "没有这个页面" in response.content.decode()
    script = signed_in.get("/nirgendwo/", headers={"X-Requested-With": "fetch"})
    assert script.status_code == 404 and "error" in script.json()


@pytest.mark.parametrize(("address", "status"), [("/nirgendwo/", 404), ("/accounts/", 403)])
def test_an_error_page_keeps_the_menu_of_whoever_is_signed_in(signed_in, address, status):
    page = signed_in.get(address)
    text = page.content.decode()
    assert page.status_code == status and text.count("<h1>") == 1
    assert 'aria-label="主菜单"' in text and "示例王某(填表人)" in text
    assert 'aria-label="主菜单"' not in Client().get("/nirgendwo/").content.decode()


def test_a_refusal_is_one_line_in_the_log_and_a_fault_keeps_its_traceback(signed_in, caplog):
    kept = logging.Formatter()
    signed_in.get("/accounts/")
    record = next(one for one in caplog.records if one.name == "django.request")
    assert OneLine().filter(record) and "Traceback" not in kept.format(record)
    assert "/accounts/" in record.getMessage()
    fault = logging.LogRecord("django.request", logging.ERROR, "", 1, "fault", (), (ValueError, ValueError("x"), None))
    assert OneLine().filter(fault) and "ValueError: x" in kept.format(fault)
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["one_line"]


def test_the_queries_of_the_frame_do_not_grow(signed_in, filler, django_assert_max_num_queries):
    messages.send(filler.account, "请报附件2", filler)
    with django_assert_max_num_queries(6):
        signed_in.get("/help/")


def test_sessions_end_by_real_time_whatever_the_business_day(signed_in):
    with clock.frozen(clock.now() + timedelta(days=30)):
        assert signed_in.get("/messages/").status_code == 200
        assert signed_in.session[SEEN] <= clock.real().timestamp()
