"""What people get wrong, over HTTP: a clear Chinese message each time, nothing stored, never a 500."""

import json
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from portal import clock
from portal.actor import SYSTEM
from portal.middleware import SEEN
from portal.models import Role
from portal.refusal import Refused
from reporting.models import Cell, Filing, FormEdition
from reporting.services import editions
from tests.builders.filings import a_filing
from tests.builders.people import PASSWORD, a_person
from tests.builders.places import a_city
from tests.words import words

pytestmark = pytest.mark.django_db

NOON = clock.at(2020, 12, 3, 12)
LAST_MINUTE, LOCKED = clock.at(2020, 12, 20, 23, 59), clock.at(2020, 12, 21)
SOURCE = (settings.FIXTURES_DIR / "forms" / "attachment2.yaml").read_text(encoding="utf-8")
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def form():
    """佳木斯's 附件2 of 2020全年, in which nothing has been typed."""
    with clock.frozen(NOON):
        a_person(Role.FILLER, a_city("佳木斯"), "jiamusi", "示例王某")
        yield a_filing("佳木斯", "attachment2", "2020Y").now


@pytest.fixture
def clerk(form) -> Client:
    return signed_in("jiamusi")


def signed_in(username: str) -> Client:
    client = Client(raise_request_exception=False)
    assert client.post("/signin/", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def place(form, column: str = "c3", text: str = "1", version: int = 0) -> dict:
    return {"row": form.rows.first().pk, "column": column, "text": text, "version": version}


def save(client: Client, form, *cells: dict):
    body = json.dumps({"cells": cells})
    return client.post(f"/filings/{form.pk}/cells/", body, content_type="application/json", headers=SCRIPT)


def nothing_stored(form) -> bool:
    return not Cell.objects.exists() and Filing.objects.get(pk=form.pk).state == "empty"


def test_a_wrong_password(form):
    client = Client(raise_request_exception=False)
    answer = client.post("/signin/", {"username": "jiamusi", "password": "daoguolai"})
    assert answer.status_code == 200 and "账号或口令不对" in words(answer)
    assert "daoguolai" not in answer.content.decode()
    assert client.get("/").status_code == 302


def expire(client: Client) -> None:
    """As an hour without a request would have it."""
    session = client.session
    session[SEEN] -= 61 * 60
    session.save()


def test_a_session_that_ran_out_while_typing_is_told_to_the_script(form, clerk):
    expire(clerk)
    answer = save(clerk, form, place(form))
    assert answer.status_code == 401 and answer.json()["signin"].startswith("/signin/?next=")
    assert "登录已过期" in words(clerk.get(answer.json()["signin"]))
    assert nothing_stored(form)


def test_what_was_typed_without_javascript_is_there_after_the_new_sign_in(form, clerk):
    row = form.rows.first().pk
    expire(clerk)
    late = clerk.post(f"/filings/{form.pk}/save/", {f"c-{row}-c3": "41", f"v-{row}-c3": "0"})
    assert late.status_code == 401 and "刚才填的还在" in words(late) and nothing_stored(form)
    fields = {"username": "jiamusi", "password": PASSWORD, "kept": late.context["kept"], "next": f"/filings/{form.pk}/"}
    page = clerk.post("/signin/", fields).content.decode()
    assert f'name="c-{row}-c3" value="41"' in page and f'action="/filings/{form.pk}/save/"' in page
    clerk.post(f"/filings/{form.pk}/save/", {f"c-{row}-c3": "41", f"v-{row}-c3": "0"})
    assert Cell.objects.get().value == 41


@pytest.mark.parametrize("page", ["", "next/", "paper/", "workbook/", "correct/", "rows/{row}/", "cells/{row}/c3/"])
def test_a_filing_of_another_city_by_its_address(form, page):
    a_person(Role.FILLER, a_city("鸡西"), "jixi")
    answer = signed_in("jixi").get(f"/filings/{form.pk}/{page.format(row=form.rows.first().pk)}")
    assert answer.status_code == 404 and "没有找到,或不在您的范围内" in words(answer)
    assert "佳木斯" not in words(answer)


def test_a_number_typed_into_another_citys_filing(form):
    a_person(Role.FILLER, a_city("鸡西"), "jixi")
    client = signed_in("jixi")
    assert save(client, form, place(form)).status_code == 404
    assert client.post(f"/filings/{form.pk}/save/", {f"c-{place(form)['row']}-c3": "1"}).status_code == 404
    assert client.post(f"/filings/{form.pk}/steps/submit/").status_code == 404
    assert nothing_stored(form)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("四十一", "中文数字"), ("O1", "不是数字的字符"), ("12,34", "千位分隔符"), ("1.5", "请改成整数"),
        ("-3", "是负数"), ("=1+1", "不是数字的字符"), ("1e5", "科学记数法"), ("<b>1</b>", "不是数字的字符"),
        ("—", "不适用"), ("1234567890123", "整数部分有 13 位,太大"), ("10000000", "整数部分有 8 位,太大"),
    ],
)  # fmt: skip
def test_what_is_no_count(form, clerk, text, why):
    answer = save(clerk, form, place(form, text=text))
    [refused] = answer.json()["refused"]
    assert answer.status_code == 200 and why in refused["reason"] and refused["text"] == text
    assert not answer.json()["saved"] and not Cell.objects.exists()


def test_a_refused_cell_of_a_block_leaves_the_others(form, clerk):
    answer = save(clerk, form, place(form, "c3", "41"), place(form, "c4", "四十"), place(form, "c5", "118")).json()
    assert [one["column"] for one in answer["saved"]] == ["c3", "c5"]
    assert [one["column"] for one in answer["refused"]] == ["c4"]
    assert dict(Cell.objects.values_list("column", "value")) == {"c3": 41, "c5": 118}


@pytest.mark.parametrize(
    "cells",
    [
        [{"row": 999_999_999, "column": "c3", "text": "1", "version": 0}],
        [{"row": 10**30, "column": "c3", "text": "1", "version": 0}],
        [{"row": "own", "column": "c99", "text": "1", "version": 0}],
        [{"row": "own", "column": "c3'--", "text": "1", "version": 0}],
        [{"row": "own", "column": "c3", "text": "1\x00", "version": 0}],
        [{"row": "own", "column": "", "text": "1", "version": -1}],
        [{"row": "own", "column": "c3", "text": ["1"], "version": 0}],
        [{"row": "own"}],
        [17],
        {"row": 1},
        None,
    ],
)  # fmt: skip
def test_a_request_that_no_page_of_ours_sends(form, clerk, cells):
    own = form.rows.first().pk
    sent = [{**one, "row": own} if isinstance(one, dict) and one.get("row") == "own" else one for one in cells or []]
    body = json.dumps({"cells": sent if isinstance(cells, list) else cells})
    answer = clerk.post(f"/filings/{form.pk}/cells/", body, content_type="application/json", headers=SCRIPT)
    reply = answer.json()
    assert answer.status_code in (200, 400) and re.search("[\u4e00-\u9fff]", json.dumps(reply, ensure_ascii=False))
    assert not reply.get("saved") or Cell.objects.filter(value=1).count() == len(reply["saved"])


def test_five_thousand_cells_for_a_form_of_seven(form, clerk):
    row = form.rows.first().pk
    known = [{"row": row, "column": f"c{number}", "text": str(number), "version": 0} for number in range(3, 10)]
    strange = [{"row": row + 1 + n, "column": "c3", "text": "1", "version": 0} for n in range(4993)]
    answer = save(clerk, form, *known, *strange)
    reply = answer.json()
    assert answer.status_code == 200 and len(reply["saved"]) == 7 and len(reply["refused"]) == 4993
    assert all(re.search("[\u4e00-\u9fff]", one["reason"]) for one in reply["refused"])
    assert Cell.objects.count() == 7


def test_a_queue_for_a_filing_that_has_meanwhile_been_sent(clerk, form):
    filing = a_filing("佳木斯", "attachment2", "2020Y").filled().explained().sent()
    before = dict(Cell.objects.values_list("pk", "value"))
    late = [place(form, "c3", "99", 1), place(form, "c4", "98", 1)]
    answer = save(clerk, form, *late)
    assert answer.status_code == 409 and "已上报" in answer.json()["message"] and "撤回" in answer.json()["message"]
    assert dict(Cell.objects.values_list("pk", "value")) == before and filing.now.state == "sent"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'"cells"', b'{"cells": {"row": 1}}', b"[" * 100_000])
def test_a_body_that_is_no_json(form, clerk, body):
    answer = clerk.post(f"/filings/{form.pk}/cells/", body, content_type="application/json", headers=SCRIPT)
    assert answer.status_code == 400 and "没有保存" in answer.json()["message"]
    assert nothing_stored(form)


def test_a_form_without_its_token(form):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(form.unit.duties.first().account, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/filings/{form.pk}/save/", {f"c-{place(form)['row']}-c3": "1"})
    assert answer.status_code == 403 and "请重新打开页面再做一次" in words(answer) and nothing_stored(form)


@pytest.mark.parametrize("name", ["withdraw", "recall", "undo_nil", "submit"])
def test_a_step_that_the_state_does_not_allow(form, clerk, name):
    answer = clerk.post(f"/filings/{form.pk}/steps/{name}/", follow=True)
    assert answer.status_code == 200 and "现在是“未填报”" in words(answer)
    assert nothing_stored(form)


@pytest.mark.parametrize("name", ["confirm", "receive", "review", "refuse"])
def test_a_step_of_another_duty(form, clerk, name):
    answer = clerk.post(f"/filings/{form.pk}/steps/{name}/")
    assert answer.status_code == 403 and "您的岗位不能" in words(answer) and nothing_stored(form)


@pytest.mark.parametrize("name", ["finalise", "begin", "nothing", "__class__"])
def test_a_step_that_no_button_has(form, clerk, name):
    answer = clerk.post(f"/filings/{form.pk}/steps/{name}/", follow=True)
    assert answer.status_code in (200, 403, 404) and nothing_stored(form)
    assert re.search("没有这一步|没有这项权限|没有找到", words(answer))


def test_a_nil_return_without_a_reason(form, clerk):
    answer = clerk.post(f"/filings/{form.pk}/steps/declare_nil/", {"reason": " ", "sure": "on"}, follow=True)
    assert "理由" in words(answer) and nothing_stored(form)


def test_the_last_minute_of_the_period_counts_and_the_next_does_not(form, clerk):
    with clock.frozen(LAST_MINUTE):
        assert save(clerk, form, place(form)).json()["saved"]
    with clock.frozen(LOCKED):
        late = save(clerk, form, place(form, text="2", version=1))
        shown = words(clerk.get(f"/filings/{form.pk}/"))
    assert late.status_code == 409 and "12月20日24时锁定" in late.json()["message"] and "延期" in late.json()["message"]
    assert "12月20日24时锁定" in shown
    assert Cell.objects.get().value == 1


def test_nothing_before_the_period_opens(form, clerk):
    with clock.frozen(clock.at(2020, 11, 19, 23, 59)):
        early = save(clerk, form, place(form))
    assert early.status_code == 409 and "11月20日开放" in early.json()["message"] and nothing_stored(form)


def test_a_form_definition_with_a_missing_key(tmp_path):
    before = list(FormEdition.objects.values_list("code", "digest"))
    (tmp_path / "form.yaml").write_text(SOURCE.replace("axis: schools\n", ""), encoding="utf-8")
    with pytest.raises(Refused, match="form.yaml.*“axis”.*缺少这个键"):
        editions.load(tmp_path, SYSTEM)
    assert list(FormEdition.objects.values_list("code", "digest")) == before


def test_the_command_for_a_form_that_does_not_exist(capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("figures", "attachment9", "2020H1", "--json")
    assert stopped.value.code == 2 and "没有表号" in json.loads(capsys.readouterr().out)["error"]
