"""Accounts, duties, deputies and hand-over: who may do what to whom."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from portal import clock
from portal.actor import SYSTEM
from portal.models import Account, AuditEntry, Duty, Message, Role
from portal.queries import accounts as queries
from portal.refusal import Refused
from portal.services import accounts, duties, messages
from tests.builders.people import PASSWORD, a_person, an_empty_account
from tests.builders.places import a_city, the_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def sysadmin():
    return a_person(Role.SYSTEM_ADMIN, the_province(), "shili-sys", "示例系统")


@pytest.fixture
def secadmin():
    return a_person(Role.SECURITY_ADMIN, the_province(), "shili-sec", "示例安全")


def test_an_account_is_made_without_any_right(client, sysadmin):
    client.force_login(sysadmin.account)
    page = client.post("/accounts/new/", {"username": "Wang-1", "name": "示例王某", "phone": "0454-8123456"})
    assert "只显示这一次" in page.content.decode()
    account = Account.objects.get(username="wang-1")
    assert account.check_password(page.context["password"]) and account.must_change_password
    assert not Duty.objects.filter(account=account).exists()
    entry = AuditEntry.objects.order_by("-pk").first()
    assert entry.action == "account.create" and "8123456" not in str(entry.detail)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"username": "shili-sys", "name": "示例"}, "已经有了。一人一个账号"),
        ({"username": "王某", "name": "示例"}, "小写字母"),
        ({"username": "wang-1", "name": "13845678901"}, "姓名里不能有"),
        ({"username": "wang-1", "name": "示例", "phone": "电话很多"}, "手机号或带区号的座机"),
        ({"username": "wang-1", "name": "示例", "expires_on": "明天"}, "日期"),
    ],
)
def test_a_bad_account_is_refused_in_words_and_nothing_is_stored(client, sysadmin, values, said):
    client.force_login(sysadmin.account)
    before = Account.objects.count()
    response = client.post("/accounts/new/", values)
    assert response.status_code == 400 and said in response.content.decode()
    assert Account.objects.count() == before


@pytest.mark.parametrize("address", ["/accounts/", "/duties/"])
def test_a_pasted_page_is_not_written_back(client, sysadmin, secadmin, address):
    client.force_login((sysadmin if address == "/accounts/" else secadmin).account)
    page = client.get(address, {"q": "long" * 800}).content.decode()
    assert "long" * 10 in page and "long" * 11 not in page


def test_stopping_and_a_new_password_are_asked_about_first(client, sysadmin):
    account = an_empty_account("shili-1")
    client.force_login(sysadmin.account)
    page = client.get(f"/accounts/{account.pk}/").content.decode()
    asked = re.findall(r"<details class=\"inline-form\">.*?</details>", page, re.S)
    for address, summary in (("active", "停用账号…"), ("reset", "重置口令…")):
        inside = [one for one in asked if f"/accounts/{account.pk}/{address}/" in one]
        assert len(inside) == 1 and summary in inside[0] and page.count(f'/{address}/"') == 1


def test_the_three_administrators_cannot_do_each_others_work(sysadmin, secadmin):
    account = an_empty_account("shili-1")
    with pytest.raises(PermissionDenied):
        duties.appoint(account, Role.FILLER, a_city("佳木斯"), sysadmin)
    for act in (
        lambda: accounts.create("shili-2", "示例", secadmin),
        lambda: accounts.set_active(account, False, secadmin),
        lambda: accounts.reset_password(account, secadmin),
        lambda: duties.unlock("shili-1", sysadmin),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_nobody_changes_their_own_duty_or_stops_themselves(sysadmin, secadmin):
    with pytest.raises(Refused, match="不能任免自己的岗位"):
        duties.appoint(secadmin.account, Role.REVIEWER, the_province(), secadmin)
    with pytest.raises(Refused, match="不能任免自己的岗位"):
        duties.end(secadmin.duty, secadmin)
    with pytest.raises(Refused, match="不能停用或重置自己"):
        accounts.set_active(sysadmin.account, False, sysadmin)


def test_administration_and_audit_are_three_people(secadmin, sysadmin):
    with pytest.raises(Refused, match="由三个人分任"):
        duties.appoint(sysadmin.account, Role.AUDITOR, the_province(), secadmin)


def test_a_role_belongs_to_its_kind_of_organisation(secadmin):
    account = an_empty_account("shili-1")
    with pytest.raises(Refused, match="没有“省审核”这个岗位"):
        duties.appoint(account, Role.REVIEWER, a_city("佳木斯"), secadmin)
    with pytest.raises(Refused, match="没有“填表人”这个岗位"):
        duties.appoint(account, Role.FILLER, the_province(), secadmin)


def test_the_same_duty_is_not_given_twice(secadmin):
    filler = a_person(Role.FILLER, a_city("佳木斯"))
    with pytest.raises(Refused, match="没有重复任命"):
        duties.appoint(filler.account, Role.FILLER, a_city("佳木斯"), secadmin)


def test_a_duty_begins_and_ends_on_its_days(secadmin):
    today = clock.today()
    account = an_empty_account("shili-1")
    duties.appoint(
        account,
        Role.FILLER,
        a_city("佳木斯"),
        secadmin,
        valid_from=today + timedelta(days=1),
        valid_to=today + timedelta(days=3),
    )
    held = [bool(queries.duties_of(account, today + timedelta(days=n))) for n in range(5)]
    assert held == [False, True, True, False, False]


def test_a_successor_takes_over_what_is_unread(secadmin):
    city = a_city("佳木斯")
    old, new = a_person(Role.FILLER, city), a_person(Role.FILLER, city)
    messages.send(old.account, "请报附件2", secadmin, duty=old.duty)
    messages.send(old.account, "已读的", secadmin, duty=old.duty)
    messages.mark_read(old.account, Message.objects.get(text="已读的").pk)
    messages.send(old.account, "另一个岗位的", secadmin)
    assert duties.end(old.duty, secadmin, successor=new.duty) == {"未读通知": 1}
    assert Message.objects.get(text="请报附件2").account == new.account
    assert Message.objects.get(text="已读的").account == old.account
    assert Message.objects.get(text="另一个岗位的").account == old.account
    assert queries.duties_of(old.account, clock.today()) == []


def test_a_successor_holds_the_same_duty(secadmin):
    filler, lead = a_person(Role.FILLER, a_city("佳木斯")), a_person(Role.LEAD, a_city("佳木斯"))
    with pytest.raises(Refused, match="同一单位的同一岗位"):
        duties.end(filler.duty, secadmin, successor=lead.duty)


def test_a_deputy_covers_the_days_of_an_absence(secadmin):
    lead, other = a_person(Role.LEAD, a_city("佳木斯")), a_person(Role.LEAD, a_city("伊春"))
    first = clock.today()
    made = duties.deputise(lead.duty, other.account, first, first + timedelta(days=2), secadmin)
    assert str(made) == "佳木斯市人力资源社会保障局 负责人(代理)"
    own, covered = queries.duties_of(other.account, first + timedelta(days=2))
    assert (own.organisation.region.name, covered) == ("伊春市", made)
    assert queries.duties_of(other.account, first + timedelta(days=3)) == [own]


def test_one_deputy_at_a_time_and_the_refusal_names_the_other(secadmin):
    lead, other = a_person(Role.LEAD, a_city("佳木斯")), a_person(Role.LEAD, a_city("伊春"), name="示例代理甲")
    third, first = a_person(Role.LEAD, a_city("鹤岗")).account, clock.today()
    last = first + timedelta(days=4)
    made = duties.deputise(lead.duty, other.account, first, last, secadmin)
    for begin, stop in ((first, first), (last, last + timedelta(days=9)), (first - timedelta(days=3), first)):
        with pytest.raises(Refused, match=f"{first} 至 {last}已由 示例代理甲 代理"):
            duties.deputise(lead.duty, third, begin, stop, secadmin)
    duties.deputise(lead.duty, third, last + timedelta(days=1), last + timedelta(days=1), secadmin)
    with pytest.raises(IntegrityError, match="one_deputy_at_a_time"), transaction.atomic():
        Duty.objects.create(account=third, role=Role.LEAD, organisation=lead.organisation, valid_from=first,
                            valid_to=last, deputy_for=lead.duty)  # fmt: skip
    with clock.frozen(clock.now() + timedelta(days=1)):
        duties.end(made, secadmin)
        duties.deputise(lead.duty, third, clock.today(), last, secadmin)


def test_the_page_leads_to_the_successors_appointment(client, secadmin):
    filler = a_person(Role.FILLER, a_city("佳木斯"))
    client.force_login(secadmin.account)
    page = client.get(f"/duties/{filler.duty.pk}/").content.decode()
    assert "请系统管理员先建账号" in page
    address = re.search(r'href="(/duties/new/[^"]*)">任命接任者', page)[1].replace("&amp;", "&")
    form = client.get(address).content.decode()
    assert 'value="佳木斯市人力资源社会保障局"' in form and '<option value="filler" selected>' in form


def test_the_security_pages_end_and_deputise(client, secadmin):
    lead, other = a_person(Role.LEAD, a_city("佳木斯")), a_person(Role.LEAD, a_city("伊春"))
    client.force_login(secadmin.account)
    day = clock.today().isoformat()
    page = client.post(
        f"/duties/{lead.duty.pk}/deputy/", {"account": other.account.username, "first": day, "last": day}, follow=True
    )
    assert f"已安排 {other.account.name} 代理" in page.content.decode()
    wrong = client.post(f"/duties/{lead.duty.pk}/deputy/", {"account": "nobody", "first": day, "last": "2019-01-01"})
    assert wrong.status_code == 400
    assert "没有账号“nobody”" in wrong.content.decode()
    ended = client.post(f"/duties/{lead.duty.pk}/end/", {"on": day, "successor": ""}, follow=True)
    assert "岗位已结束" in ended.content.decode() and "记录保留" in ended.content.decode()


def test_appointing_by_page_names_what_is_wrong(client, secadmin):
    client.force_login(secadmin.account)
    an_empty_account("shili-1")
    values = {"account": "shili-1", "organisation": "没有的局", "role": "filler", "valid_from": "2020-01-01"}
    assert "没有名为“没有的局”的机构" in client.post("/duties/new/", values).content.decode()
    values["organisation"] = "佳木斯市人力资源社会保障局"
    assert "已任命" in client.post("/duties/new/", values, follow=True).content.decode()


def test_one_telephone_is_ones_own_and_masked_for_the_administrator(client, sysadmin):
    filler = a_person(Role.FILLER, a_city("佳木斯"), "jiamusi-1")
    accounts.change_own_phone(filler, "13845678901")
    client.force_login(filler.account)
    assert 'value="13845678901"' in client.get("/account/").content.decode()
    client.force_login(sysadmin.account)
    page = client.get("/accounts/?q=jiamusi-1").content.decode()
    assert "138****8901" in page and "13845678901" not in page


def test_account_lists_search_and_keep_their_number_of_queries(client, sysadmin, django_assert_max_num_queries):
    client.force_login(sysadmin.account)
    for n in range(5):
        a_person(Role.FILLER, a_city("佳木斯"), f"jia-{n}", f"示例甲{n}")
    client.get("/accounts/")  # the first request writes the session
    with django_assert_max_num_queries(7):
        page = client.get("/accounts/?q=佳木斯").content.decode()
    assert "jia-4" in page and "shili-sys" not in page
    assert "没有这样的账号" in client.get("/accounts/?q=zzz").content.decode()


def test_messages_go_to_every_holder_once(secadmin):
    city = a_city("佳木斯")
    filler, lead = a_person(Role.FILLER, city), a_person(Role.LEAD, city)
    duties.appoint(filler.account, Role.LEAD, city, SYSTEM, valid_from=date(2019, 1, 1))
    sent = messages.send_to_holders(city, [Role.FILLER, Role.LEAD], "请报附件2", secadmin, "/")
    assert {message.account for message in sent} == {filler.account, lead.account} and len(sent) == 2
    with pytest.raises(Refused):
        messages.send(lead.account, "请回电13845678901", secadmin)


def test_the_first_administrators_are_made_by_command_and_without_a_default_password(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="ADMIN_PASSWORD"):
        call_command("create_admin", "first", name="示例首任")
    monkeypatch.setenv("ADMIN_PASSWORD", "kurz")
    with pytest.raises(CommandError, match="口令太短"):
        call_command("create_admin", "first", name="示例首任")
    assert not Account.objects.filter(username="first").exists()
    monkeypatch.setenv("ADMIN_PASSWORD", PASSWORD)
    call_command("create_admin", "first", name="示例首任", stdout=io.StringIO())
    assert Duty.objects.get(account__username="first").role == Role.SYSTEM_ADMIN
    with pytest.raises(CommandError, match="已有系统管理"):
        call_command("create_admin", "second", name="示例次任")


def test_demo_accounts_are_printed_in_demo_mode_only(settings):
    a_person(Role.FILLER, a_city("佳木斯"), "jiamusi")
    with pytest.raises(CommandError):
        call_command("demo_accounts")
    settings.DEMO = True
    out = io.StringIO()
    call_command("demo_accounts", stdout=out)
    assert "jiamusi(佳木斯市)" in out.getvalue() and settings.DEMO_PASSWORD in out.getvalue()


def test_a_message_that_is_too_long_says_that_it_was_cut(secadmin):
    reader = a_person(Role.FILLER, a_city("佳木斯"))
    messages.send(reader.account, "延期申请:" + "长" * 400, secadmin)
    text = Message.objects.get(account=reader.account).text
    assert len(text) == 300 and text.endswith("长…")
