"""Signing in: what a person sees, what the audit keeps, when it is refused."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from portal import clock
from portal.models import AuditEntry, Role
from portal.queries.accounts import locked_until
from portal.services import accounts, duties
from tests.builders.people import PASSWORD, a_person, an_empty_account
from tests.builders.places import a_city, the_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def filler():
    return a_person(Role.FILLER, a_city("佳木斯"), "jiamusi-1", "示例王某")


def sign_in(client: Client, username="jiamusi-1", password=PASSWORD, **more):
    return client.post("/signin/", {"username": username, "password": password, **more})


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk").first()


def test_signing_in_leads_home_and_is_audited(client, filler):
    response = sign_in(client)
    assert response.status_code == 302 and response["Location"] == "/"
    entry = last_entry()
    assert entry.duty == "佳木斯市人力资源社会保障局 填表人"
    assert (entry.action, entry.outcome, entry.actor_name) == ("session.signin", "done", "示例王某")
    assert "示例王某(填表人)" in client.get("/").content.decode()


def test_the_case_of_the_user_name_does_not_matter(client, filler):
    assert sign_in(client, "JiaMuSi-1 ").status_code == 302


def test_next_is_followed_on_this_site_only(client, filler):
    assert sign_in(client, next="/messages/?page=2")["Location"] == "/messages/?page=2"
    other = Client()
    assert sign_in(other, next="https://example.org/")["Location"] == "/"


def test_a_stranger_is_led_to_sign_in_and_back(client, filler):
    response = client.get("/messages/?page=2")
    assert response["Location"] == "/signin/?next=%2Fmessages%2F%3Fpage%3D2"
    assert 'name="next" value="/messages/?page=2"' in client.get(response["Location"]).content.decode()


def test_a_wrong_password_says_what_to_do_and_keeps_nothing_typed(client, filler):
    response = sign_in(client, password="13845678901")
    assert response.status_code == 200
    assert "账号或口令不对" in response.content.decode()
    entry = last_entry()
    assert (entry.action, entry.outcome, entry.target_name) == ("session.failed", "refused", "示例王某")
    assert "13845678901" not in str(entry.detail)


def test_production_lets_no_demo_account_in(client, filler, settings):
    assert filler.account.sample
    settings.PRODUCTION = True
    response = sign_in(client)
    assert response.status_code == 200 and "演示账号,口令公开,正式环境不能使用" in response.content.decode()
    assert client.get("/").status_code == 302


def test_an_unknown_account_gets_the_same_words(client, filler):
    wrong = sign_in(client, password="x").content.decode()
    unknown = sign_in(client, username="13845678901").content.decode()
    assert "账号或口令不对" in wrong and "账号或口令不对" in unknown
    assert last_entry().detail == {"account": "没有这个账号"}


def test_five_wrong_passwords_lock_until_a_stated_minute(client, filler):
    for _ in range(4):
        assert sign_in(client, password="x").status_code == 200
    locked = sign_in(client, "JIAMUSI-1", "x")
    assert locked.status_code == 403
    assert re.search(r"账号已锁定到 \d\d:\d\d。", locked.content.decode())
    assert last_entry().action == "session.locked"
    right = sign_in(client)
    assert right.status_code == 403 and "账号已锁定" in right.content.decode()
    assert client.get("/").status_code == 302


def test_a_lock_ends_by_the_clock_that_people_see(client, filler):
    clock.shift(timedelta(hours=-5, minutes=-20))  # the demo's day stands elsewhere, and so does its hour
    try:
        for _ in range(5):
            locked = sign_in(client, password="x")
    finally:
        clock.shift(timedelta(0))
    until = locked_until("jiamusi-1") - timedelta(hours=5, minutes=20)
    assert f"账号已锁定到 {until:%H:%M}。" in locked.content.decode()


def test_one_address_cannot_try_all_accounts(client, filler, settings):
    settings.SIGNIN_FAILURES_PER_ADDRESS = 3
    for n in range(3):
        sign_in(client, f"nobody-{n}", "x")
    stopped = sign_in(client)
    assert stopped.status_code == 429 and "15 分钟后再试" in stopped.content.decode()
    assert client.post("/signin/", {"username": "x", "password": "x"}, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_the_security_administrator_unlocks(client, filler):
    for _ in range(5):
        sign_in(client, password="x")
    keeper = Client()
    secadmin = a_person(Role.SECURITY_ADMIN, the_province(), "shili-sec")
    keeper.force_login(secadmin.account)
    assert "jiamusi-1" in keeper.get("/locks/").content.decode()
    assert "已解除锁定" in keeper.post("/locks/open/", {"username": "jiamusi-1"}, follow=True).content.decode()
    assert sign_in(client).status_code == 302


def test_signing_out_ends_the_session_and_is_audited(client, filler):
    sign_in(client)
    assert client.post("/signout/")["Location"] == "/signin/"
    assert last_entry().action == "session.signout"
    assert client.get("/").status_code == 302


def test_signing_out_takes_a_post(client, filler):
    sign_in(client)
    assert client.get("/signout/").status_code == 405


def test_a_stopped_account_is_out_at_once(client, filler):
    sign_in(client)
    sysadmin = a_person(Role.SYSTEM_ADMIN, the_province(), "shili-sys")
    accounts.set_active(filler.account, False, sysadmin)
    assert client.get("/").status_code == 302
    assert "账号或口令不对" in sign_in(client).content.decode()


def test_an_account_whose_time_is_over_says_so(client, filler):
    sysadmin = a_person(Role.SYSTEM_ADMIN, the_province(), "shili-sys")
    accounts.change(filler.account, "示例王某", filler.duty.valid_from, sysadmin)
    assert "到期,请与系统管理员联系" in sign_in(client).content.decode()


def test_a_first_password_must_be_changed_before_anything_else(client):
    sysadmin = a_person(Role.SYSTEM_ADMIN, the_province(), "shili-sys")
    account, given = accounts.create("shili-new", "示例新人", sysadmin)
    duties.appoint(account, Role.FILLER, a_city("佳木斯"), a_person(Role.SECURITY_ADMIN, the_province()))
    sign_in(client, "shili-new", given)
    assert client.get("/")["Location"] == "/account/password/"
    assert client.get("/messages/", headers={"X-Requested-With": "fetch"}).json() == {"signin": "/account/password/"}
    changed = client.post("/account/password/", {"old": given, "new": "xin-kouling-88", "again": "xin-kouling-88"})
    assert changed["Location"] == "/"
    assert client.get("/").status_code == 200
    assert sign_in(Client(), "shili-new", "xin-kouling-88").status_code == 302


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"old": "x", "new": "xin-kouling-88", "again": "xin-kouling-88"}, "原口令不对"),
        ({"old": PASSWORD, "new": "xin-kouling-88", "again": "xin-kouling-89"}, "两次输入的新口令不一样"),
        ({"old": PASSWORD, "new": "xin-88", "again": "xin-88"}, "10 个字符"),
        ({"old": PASSWORD, "new": "xinkouling", "again": "xinkouling"}, "至少两种"),
        ({"old": PASSWORD, "new": "1234567890", "again": "1234567890"}, "太常见"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "不能和原口令一样"),
    ],
)
def test_a_weak_or_wrong_password_is_refused_in_chinese(client, filler, values, said):
    sign_in(client)
    response = client.post("/account/password/", values)
    assert response.status_code == 400
    assert said in response.content.decode()


def test_a_changed_password_ends_the_other_sessions_only(client, filler):
    other = Client()
    sign_in(client)
    sign_in(other)
    client.post("/account/password/", {"old": PASSWORD, "new": "xin-kouling-88", "again": "xin-kouling-88"})
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_the_sign_in_page_lists_accounts_in_demo_mode_only(client, filler, settings):
    assert "jiamusi-1" not in client.get("/signin/").content.decode()
    settings.DEMO = True
    page = client.get("/signin/").content.decode()
    assert "jiamusi-1" in page and settings.DEMO_PASSWORD in page and "佳木斯市" in page


def test_sign_in_needs_a_token():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/signin/", {"username": "x", "password": "x"})
    assert response.status_code == 403 and "没有改动" in response.content.decode()


def test_an_account_without_a_duty_reaches_its_own_pages_only(client):
    an_empty_account("shili-none")
    sign_in(client, "shili-none")
    assert "今天没有岗位" in client.get("/").content.decode()
    assert client.get("/policy/").status_code == 403
    assert "今天没有岗位" in client.get("/account/").content.decode()
