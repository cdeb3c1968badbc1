"""The board: what the province sees of 13 cities, and 催报."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from portal import clock
from portal.models import AuditEntry, Message, Role
from reporting.models import Filing
from reporting.services import extensions
from reporting.services.slips import Marked, stand_by
from reporting.workflow_extensions import EXTENSION
from reporting.workflows import FILING, SLIPS, ask_correction
from tests.builders.places import a_city, an_account
from tests.reporting import filed

pytestmark = pytest.mark.django_db
NOW = clock.at(2019, 12, 5, 16, 21)


@pytest.fixture
def year():
    filed.the_forms()
    return filed.a_period("2019Y")


def signed_in(client, actor):
    client.force_login(actor.account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client, url: str, moment=NOW) -> str:
    with clock.frozen(moment):
        response = client.get(url)
    assert response.status_code == 200, response
    return response.content.decode()


def test_states_dates_fullness_and_totals_stand_on_the_board(client, year):
    reviewer = filed.a_reviewer()
    filed.received(["佳木斯", "七台河"], "attachment2", year, 9, reviewer)
    with clock.frozen(filed.in_time(year)):
        yichun, hegang = filed.Bureau("伊春"), filed.Bureau("鹤岗")
        returned = yichun.send(yichun.fill(yichun.filing("attachment3", year)))
        FILING.perform(returned, "review", reviewer)
        mark = Marked(returned.rows.first().pk, "c5")
        FILING.perform(returned, "return", reviewer, reason="请核对培训人数", marks=[mark])
        hegang.fill(hegang.filing("attachment3", year), 3, but=2)
    text = page(signed_in(client, reviewer), "/board/?period=2019Y")
    assert "报送看板 · 2019年全年" in text and "12月10日24时截止,还有 5 天" in text
    assert "附件2 已接收 2/13(含零报告 1)" in text and "附件3 已接收 0/13" in text
    assert "退回 1 格" in text and "等 10 天" in text
    assert "填报中 98%" in text and "158/" in text
    assert "零报告✓" in text and "2/13 已接收" in text
    assert "未判定" in text  # the province's checks wait for everybody


def test_late_is_counted_from_the_first_sending(client, year):
    late = clock.at(2019, 12, 13, 9)
    signed_in(client, filed.a_reviewer())
    text = page(client, "/board/?period=2019Y", late)
    assert "已过 3 天" in text and text.count(">已超 3 天<") == 26
    assert "按时率(按首次上报)" in text and "已报或到期 26 张,按时 0 张" in text
    with clock.frozen(late):
        bureau = filed.Bureau("佳木斯")
        bureau.send(bureau.fill(bureau.filing("attachment2", year)))
    text = page(client, "/board/?period=2019Y", clock.at(2019, 12, 15, 9))
    assert ">12-13 迟 3 天<" in text and text.count(">已超 5 天<") == 25


def test_days_left_are_those_of_the_units_own_due_date(client, year):
    reviewer = filed.a_reviewer()
    with clock.frozen(filed.in_time(year)):
        yichun, heihe = filed.Bureau("伊春"), filed.Bureau("黑河")
        yichun.send(yichun.fill(yichun.filing("attachment3", year)))
        asked = extensions.ask(year, clock.at(2019, 12, 16), "示例:大雪封路,汇总要晚", heihe.filler)
        EXTENSION.perform(asked, "grant", reviewer, until=clock.at(2019, 12, 16), reason="同意")
    signed_in(client, reviewer)
    text = page(client, "/board/?period=2019Y")
    assert text.count(">还剩 5 天<") == 23 and text.count(">延期还剩 10 天<") == 2
    text = page(client, "/board/?period=2019Y", clock.at(2019, 12, 10, 19))
    assert text.count(">还剩 5 小时<") == 23
    text = page(client, "/board/?period=2019Y", clock.at(2019, 12, 17, 9))
    assert text.count(">已超 7 天<") == 23 and text.count(">延期已超 2 天<") == 2


def test_a_correction_on_its_way_is_called_one_and_owes_nothing(client, year):
    reviewer = signed_in(client, filed.a_reviewer())
    [form] = filed.received(["佳木斯"], "attachment3", year)
    bureau = filed.Bureau("佳木斯")
    with clock.frozen(NOW):
        bureau.fill(bureau.filing("attachment2", year))
        bureau.send(bureau.filing("attachment2", year))
        asked = ask_correction(form, "示例:漏计一个班期", [Marked(form.rows.first().pk, "c5")], bureau.filler)
        SLIPS.perform(asked, "grant", filed.a_reviewer())
        stand_by(asked, asked.items.get().pk, "示例:核对无误", bureau.filler)
        FILING.perform(form, "submit", bureau.filler)
    row = row_of(client, "佳木斯市")
    assert "更正待确认" in row and "今天起等" in row and "待负责人确认" not in row
    assert reminded(client, year, NOW, "佳木斯市") == 0
    with clock.frozen(NOW):
        FILING.perform(form, "confirm", bureau.lead)
    assert "更正已上报" in row_of(client, "佳木斯市") and reviewer


def row_of(client, city: str) -> str:
    """A city's line of the board."""
    text = page(client, "/board/?period=2019Y")
    return next(row for row in text.split("<tr") if city in row)


def test_reminding_reaches_filler_and_lead_once_a_day(client, year):
    reviewer = signed_in(client, filed.a_reviewer())
    filler = an_account(Role.FILLER, a_city("佳木斯"))
    an_account(Role.LEAD, a_city("佳木斯"))
    with clock.frozen(NOW):
        for again in ("", "", "1"):
            told = client.post("/board/remind/", {"period": "2019Y", "again": again}, follow=True).content.decode()
    assert Message.objects.filter(account=filler.account).count() == 2
    assert "附件2(未填报)、附件3(未填报),12月10日24时截止" in Message.objects.first().text
    assert AuditEntry.objects.filter(action="filing.remind").count() == 2
    assert "已催报 1 个单位(2 人):佳木斯市人力资源社会保障局" in told and "无人可通知" in told
    assert reviewer


def test_a_unit_with_more_time_is_called_when_that_is_over_and_at_once_for_what_was_sent_back(client, year):
    reviewer = filed.a_reviewer()
    signed_in(client, reviewer)
    heihe = filed.Bureau("黑河")
    with clock.frozen(filed.in_time(year)):
        asked = extensions.ask(year, clock.at(2019, 12, 16), "示例:大雪封路,汇总要晚", heihe.filler)
        EXTENSION.perform(asked, "grant", reviewer, until=clock.at(2019, 12, 16), reason="同意")
    assert "暂不催报:黑河市人力资源社会保障局。" in page(client, "/board/?period=2019Y")
    assert reminded(client, year, NOW) == 0 and reminded(client, year, clock.at(2019, 12, 15, 9)) == 0
    assert reminded(client, year, clock.at(2019, 12, 16, 9)) == 2
    Message.objects.all().delete()
    with clock.frozen(filed.in_time(year)):
        returned = heihe.send(heihe.fill(heihe.filing("attachment3", year)))
        FILING.perform(returned, "review", reviewer)
        mark = Marked(returned.rows.first().pk, "c5")
        FILING.perform(returned, "return", reviewer, reason="请核对培训人数", marks=[mark])
    assert reminded(client, year, NOW) == 2
    text = Message.objects.first().text
    assert "附件3" in text and "附件2" not in text


def reminded(client, year, moment, city="黑河市") -> int:
    """How many people of a city get a 催报 at a moment."""
    Message.objects.all().delete()
    with clock.frozen(moment):
        client.post("/board/remind/", {"period": year.code})
    return Message.objects.filter(duty__organisation__region__name=city).count()


def test_every_figure_says_which_form_it_is_of(client, year):
    text = page(signed_in(client, filed.a_reviewer()), "/board/?period=2019Y")
    assert "附件3 职业技能培训人数" in text and "附件2 培训后就业创业人数" in text
    assert re.search(r'<td colspan="4"></td><th scope="colgroup" colspan="7">附件2</th></tr>', text)
    with clock.frozen(NOW):
        book = client.get("/board/?period=2019Y&format=xlsx").content
    heads = [cell.value for cell in load_workbook(BytesIO(book)).active[2]]
    assert heads[:4] == ["市(地)", "附件2", "附件3", "已填/应填"]
    assert all(head.startswith("附件2 ") for head in heads[4:]) and len(heads) == 11


def test_those_who_have_sent_are_left_alone(client, year):
    filed.received(filed.CITIES, "attachment2", year)
    filed.received(filed.CITIES, "attachment3", year)
    signed_in(client, filed.a_reviewer())
    with clock.frozen(NOW):
        told = client.post("/board/remind/", {"period": "2019Y"}, follow=True).content.decode()
    assert "各单位都已上报,没有要催报的" in told and not Message.objects.exists()
    assert "未判定" not in page(client, "/board/?period=2019Y")


def test_the_board_is_the_provinces_and_a_wrong_period_is_404(client, year):
    signed_in(client, an_account(Role.FILLER, a_city("佳木斯")))
    assert client.get("/board/").status_code == 403
    signed_in(client, filed.a_reviewer())
    assert client.get("/board/?period=2099Y").status_code == 404
    assert client.get("/board/?basis=rubbish").status_code == 404
    assert client.get("/board/?period=2019Y&format=xlsx")["Content-Type"].endswith("spreadsheetml.sheet")
    assert AuditEntry.objects.filter(action="export").exists()


def test_queries_of_the_board_do_not_grow(client, year):
    reviewer = filed.a_reviewer()
    filed.received(["佳木斯", "鹤岗"], "attachment3", year, 9, reviewer)
    signed_in(client, reviewer)
    page(client, "/board/?period=2019Y")
    with CaptureQueriesContext(connection) as two:
        page(client, "/board/?period=2019Y")
    filed.received([c for c in filed.CITIES if c not in ("佳木斯", "鹤岗")], "attachment3", year, 9, reviewer)
    with CaptureQueriesContext(connection) as thirteen:
        page(client, "/board/?period=2019Y")
    assert len(thirteen) == len(two)


def test_a_year_ago_is_read_of_the_cities_counted_in_both(client, year):
    filed.received(["佳木斯", "鹤岗", "黑河"], "attachment3", year, 8)
    this = filed.a_period("2020Y")
    reviewer = signed_in(client, filed.a_reviewer())
    text = page(reviewer, "/board/?period=2020Y", filed.DECEMBER)
    assert "2019年全年" not in cards_of(text)  # nobody is counted yet: nothing to be held against
    filed.received(["佳木斯", "鹤岗", "鸡西"], "attachment3", this, 9)
    rows = Filing.objects.get(form="attachment3", period=year, unit__region__name="佳木斯市").rows.count()
    rows += Filing.objects.get(form="attachment3", period=year, unit__region__name="鹤岗市").rows.count()
    text = page(reviewer, "/board/?period=2020Y", filed.DECEMBER)
    assert f"2019年全年同 2 个市(地) {8 * rows}" in cards_of(text)


def cards_of(text: str) -> str:
    """The row of key figures."""
    return text[text.index("cards-row") : text.index("</section>", text.index("cards-row"))]
