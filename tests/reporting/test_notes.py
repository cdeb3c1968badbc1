"""批注 and 待核: both levels see them, they change no number, they wait on the first page until they are answered."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from portal import clock
from portal.models import AuditEntry, Message, Role
from portal.refusal import Refused
from reporting.carrying import carry
from reporting.models import Cell, CellMark, Remark, Thread
from reporting.queries.notes import notes_of
from reporting.services import notes
from tests.builders.places import a_city, an_account
from tests.reporting import filed
from tests.reporting.filed import NOW, Bureau, page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    filed.the_forms()
    filed.received(["佳木斯"], "attachment3", filed.a_period("2020H1"), 10)
    return Bureau("佳木斯")


@pytest.fixture
def form(bureau):
    return bureau.filing("attachment3", filed.a_period("2020Y"))


@pytest.fixture
def row(form):
    return form.rows.order_by("position").first()


@pytest.fixture(autouse=True)
def now():
    with clock.frozen(NOW):
        yield


def post(actor, form, row, what: str, script: bool = True, **data):
    headers = {"HX-Request": "true"} if script else {}
    return signed_in(actor).post(f"/filings/{form.pk}/cells/{row.pk}/c5/{what}/", data, headers=headers)


def test_a_remark_is_answered_and_settled_across_the_levels(client, bureau, form, row):
    reviewer = filed.a_reviewer()
    answer = post(reviewer, form, row, "remark", text="示例:请核对这一格", to=str(bureau.filler.account.pk))
    assert answer.status_code == 200 and "示例:请核对这一格" in answer.content.decode()
    assert f'"{row.pk}-c5", "sign": "\\u6ce8"' in answer.headers["HX-Trigger"]
    told = Message.objects.get(account=bureau.filler.account)
    assert "批注提醒您" in told.text and told.link == f"/filings/{form.pk}/#c-{row.pk}-c5"
    home = page(client, bureau.filler, "/")
    assert "等您答复的批注" in home and "1 条,1 条提醒您" in home
    text = page(client, bureau.filler, f"/filings/{form.pk}/")
    assert "批注 1 条未办结" in text and f"{row.label} · " in text
    post(bureau.filler, form, row, "remark", text="示例:已核对,无误")
    assert "等您答复的批注" not in page(client, bureau.filler, "/")
    assert "等您答复的批注" in page(client, reviewer, "/")
    post(reviewer, form, row, "settle")
    assert "等您答复的批注" not in page(client, reviewer, "/")
    assert "未办结" not in page(client, reviewer, f"/filings/{form.pk}/")
    panel = page(client, reviewer, f"/filings/{form.pk}/cells/{row.pk}/c5/")
    assert "示例:请核对这一格" in panel and "示例:已核对,无误" in panel and "办结" in panel
    done = AuditEntry.objects.filter(target_id=form.pk).values_list("action", flat=True)
    assert {"filing.remark", "filing.settle"} <= set(done)


def test_a_further_remark_opens_a_settled_thread(bureau, form, row):
    notes.remark(form, row, "c5", "示例:一", None, bureau.filler)
    assert notes.settle(form, row, "c5", bureau.lead) and not notes.settle(form, row, "c5", bureau.lead)
    notes.remark(form, row, "c5", "示例:二", None, bureau.filler)
    assert Thread.objects.get().settled_at is None and Remark.objects.count() == 2


def test_what_is_refused_stays_in_its_field(bureau, form, row):
    for text, why in (("好", "至少写 2 个字"), ("长" * 501, "最多 500 个字"), ("联系 13904541234", "手机号")):
        answer = post(bureau.filler, form, row, "remark", text=text).content.decode()
        assert why in answer and f">{text}</textarea>" in answer
    gone = an_account(Role.FILLER, a_city("鹤岗"))
    answer = post(bureau.filler, form, row, "remark", text="示例:请看", to=str(gone.account.pk))
    assert "要提醒的人已不在岗" in answer.content.decode(), "who cannot see the form cannot be called"
    assert not Remark.objects.exists() and not Message.objects.exists()


def test_another_city_reaches_no_thread(form, row):
    stranger = an_account(Role.FILLER, a_city("鹤岗"))
    for what in ("remark", "settle", "mark"):
        assert post(stranger, form, row, what, text="示例:你好").status_code == 404
    assert post(filed.a_reviewer(), form, row, "mark").status_code == 200
    assert signed_in(filed.a_reviewer()).post(f"/filings/{form.pk}/cells/{row.pk}/c99/mark/").status_code == 404


def test_the_database_keeps_what_was_said(bureau, form, row):
    said = notes.remark(form, row, "c5", "示例:原话", None, bureau.filler)
    for statement in ("UPDATE reporting_remark SET text = '改'", "DELETE FROM reporting_remark"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Remark.objects.get() == said


def test_a_marked_cell_is_listed_until_another_number_is_typed(client, bureau, form, row):
    answer = post(bureau.filler, form, row, "mark", script=False)
    assert answer.status_code == 302 and CellMark.objects.count() == 1
    post(bureau.filler, form, row, "mark")
    assert CellMark.objects.count() == 1
    text = page(client, bureau.lead, f"/filings/{form.pk}/")
    assert "待核 1 格" in text and "核对上期 剩 1 格" in text
    html = client.get(f"/filings/{form.pk}/").content.decode()
    assert re.search(rf'id="c-{row.pk}-c5"[^>]*>.*?<small class="noted" title="待核">核</small>', html)
    bureau.fill(form, 12)
    assert not CellMark.objects.exists()
    post(bureau.filler, form, row, "mark")
    post(bureau.filler, form, row, "mark", take_back="1")
    assert not CellMark.objects.exists()


def test_only_what_stands_is_carried_and_only_into_blanks(client, bureau, form, row):
    text = page(client, bureau.filler, f"/filings/{form.pk}/")
    rows = form.rows.count()
    assert f"提取上期 {3 * rows} 格" in text and "2020年上半年的期末时点数、累计数" in text
    client.post(f"/filings/{form.pk}/cells/", {"cells": []}, content_type="application/json")
    typed = {"cells": [{"row": row.pk, "column": "c3", "text": "77", "version": 0}]}
    assert client.post(f"/filings/{form.pk}/cells/", typed, content_type="application/json").status_code == 200
    answer = client.post(f"/filings/{form.pk}/carry/", follow=True)
    assert f"已提取 {3 * rows - 1} 格" in answer.content.decode()
    values = {(cell.row_id, cell.column): cell.value for cell in Cell.objects.filter(row__filing=form)}
    assert values[row.pk, "c3"] == 77 and len(values) == 3 * rows
    assert {column for _row, column in values} == {"c3", "c4", "c13"}, "a flow is counted anew"
    form.refresh_from_db()
    assert len(notes_of(form).marks) == 3 * rows - 1 and (row.pk, "c3") not in notes_of(form).marks
    with pytest.raises(Refused, match="没有可提取的数"):
        carry(form, bureau.filler)


def test_nothing_is_carried_where_nothing_may_be_typed(client, bureau, form):
    with pytest.raises(Refused, match="由填表人填写"):
        carry(form, bureau.lead)
    assert "提取上期" not in page(client, bureau.lead, f"/filings/{form.pk}/")
    assert "提取上期" not in page(client, filed.a_reviewer(), f"/filings/{form.pk}/")
