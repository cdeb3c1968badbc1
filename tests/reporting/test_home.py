"""The first page of every duty: what is due, when, in what state, and the way to the cell that blocks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.models import Role
from reporting.models import Cell
from reporting.services import extensions
from reporting.services.filling import Edit
from reporting.services.slips import Marked
from reporting.workflows import FILING, ask_correction, type_cells
from tests.builders.places import a_city, a_county, an_account, the_province, the_school
from tests.reporting import filed

pytestmark = pytest.mark.django_db
NOW = clock.at(2019, 12, 5, 16, 21)


@pytest.fixture
def year():
    filed.the_forms()
    return filed.a_period("2019Y")


def home(client, actor, moment=NOW) -> str:
    client.force_login(actor.account, backend="django.contrib.auth.backends.ModelBackend")
    with clock.frozen(moment):
        response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_filler_sees_both_forms_with_days_left_and_fullness(client, year):
    bureau = filed.Bureau("佳木斯")
    text = home(client, bureau.filler)
    assert "2019年12月5日 星期四" in text and "2019年全年报表 12月10日24时截止,还有 5 天" in text
    assert "附件2 技工院校技能脱贫攻坚进展情况表" in text and "未填报" in text and "去填报" in text
    assert "0/7 格" in text and text.count("btn-primary") == 1
    assert '<span>待办</span><b class="count">2<' in text


def test_the_button_leads_to_the_cell_that_blocks(client, year):
    bureau = filed.Bureau("佳木斯")
    with clock.frozen(filed.in_time(year)):
        filing = bureau.fill(bureau.filing("attachment3", year), 5)
        cell = Cell.objects.get(row=filing.rows.first(), column="c16")
        type_cells(filing, [Edit(cell.row_id, "c16", "9", cell.version)], bureau.filler)
    text = home(client, bureau.filler)
    assert "强制审核未过 1" in text
    assert f"/filings/{filing.pk}/#c-{cell.row_id}-c5" in text  # the first of the three cells that disagree


def test_a_return_slip_waits_with_its_days_and_items(client, year):
    reviewer = filed.a_reviewer()
    bureau = filed.Bureau("伊春")
    with clock.frozen(clock.at(2019, 12, 3, 9)):
        filing = bureau.send(bureau.fill(bureau.filing("attachment3", year)))
        FILING.perform(filing, "review", reviewer)
        row = filing.rows.first().pk
        marks = [Marked(row, "c5"), Marked(row, "c13")]
        FILING.perform(filing, "return", reviewer, reason="请核对培训人数", marks=marks)
    text = home(client, bureau.filler)
    assert "退回单 2019-001" in text and "等我 2 天" in text and "0/2 项已改" in text
    assert f"#c-{row}-c13" in text or f"#c-{row}-c5" in text
    assert "退回" in text and "请核对培训人数" in text  # 最近


def test_the_lead_confirms_and_the_province_reviews(client, year):
    bureau, reviewer = filed.Bureau("佳木斯"), filed.a_reviewer()
    with clock.frozen(filed.in_time(year)):
        filing = bureau.fill(bureau.filing("attachment3", year))
        FILING.perform(filing, "submit", bureau.filler)
    assert "去确认" in home(client, bureau.lead) and "去确认" not in home(client, bureau.filler)
    with clock.frozen(filed.in_time(year)):
        filing = FILING.perform(bureau.again(filing), "confirm", bureau.lead)
    text = home(client, reviewer)
    assert "佳木斯市 附件3" in text and "去审核" in text and "等 10 天" in text
    assert "2019年全年 上报进度" in text and "未上报:附件2 13 个市(地)、附件3 12 个市(地)" in text
    assert "1/26 张" in text and '<span>待办</span><b class="count">1<' in text and "要我办 1 项,等别处办 1 项" in text
    with clock.frozen(filed.in_time(year)):
        filed.receive(bureau.again(filing), reviewer)
        ask_correction(filing, "示例:漏报一个班的学员", [Marked(filing.rows.first().pk, "c5")], bureau.filler)
    text = home(client, reviewer)
    assert "更正申请 佳木斯市 附件3" in text and "去批复" in text


def test_a_school_and_a_county_see_their_row_and_whom_they_are_paired_with(client, year):
    filed.received(["佳木斯"], "attachment3", year, 8)
    text = home(client, an_account(Role.COUNTY, a_county("桦南县")))
    assert "桦南县的数" in text and ">8<" in text and "没有要办的事" in text
    assert "左边" not in text, "a phone has no left side"
    school = home(client, an_account(Role.SCHOOL, the_school(1).organisation))
    assert "还没有已接收的数" in school and "结对" in school


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor", "data_admin"])
def test_administrators_find_their_pages(client, year, role):
    text = home(client, an_account(role, the_province()))
    assert "您的页面" in text or "没有要办的事" in text


def test_an_account_without_a_duty_is_told_what_to_do(client, year):
    actor = an_account(Role.FILLER, a_city("佳木斯"))
    actor.duty.delete()
    assert "请与安全管理员联系任命岗位" in home(client, actor)


def test_queries_of_the_first_page_do_not_grow_with_cities(client, year):
    reviewer = filed.a_reviewer()
    for city in ("佳木斯", "鹤岗"):
        sent(city, year)
    home(client, reviewer)
    with CaptureQueriesContext(connection) as two:
        home(client, reviewer)
    for city in filed.CITIES:
        if city not in ("佳木斯", "鹤岗"):
            sent(city, year)
    with CaptureQueriesContext(connection) as thirteen:
        text = home(client, reviewer)
    assert len(thirteen) <= len(two) and "另有 5 张表待审核" in text


def sent(city, year):
    with clock.frozen(filed.in_time(year)):
        bureau = filed.Bureau(city)
        bureau.send(bureau.fill(bureau.filing("attachment3", year)))


def test_the_number_beside_the_entry_counts_what_is_asked_for_too(client, year):
    reviewer, bureau = filed.a_reviewer(), filed.Bureau("佳木斯")
    with clock.frozen(filed.in_time(year)):
        extensions.ask(year, clock.at(2019, 12, 16), "示例:大雪封路,汇总要晚", bureau.filler)
        form = bureau.send(bureau.fill(bureau.filing("attachment3", year)))
        filed.receive(form, reviewer)
        ask_correction(form, "示例:漏报一个班的学员", [Marked(form.rows.first().pk, "c5")], bureau.filler)
    text = home(client, reviewer)
    assert '<span>待办</span><b class="count">2<' in text and "要我办 2 项,等别处办 1 项" in text


def test_the_finaliser_is_counted_what_can_be_issued(client, year):
    finaliser = filed.a_finaliser()
    assert '<b class="count">' not in home(client, finaliser)
    filed.received(filed.CITIES, "attachment3", year, 6)
    text = home(client, finaliser)
    assert '<span>待办</span><b class="count">1<' in text and "附件3 2019年全年 定稿" in text and "要我办 1 项" in text


def test_a_form_has_one_line_among_the_last_whatever_happened_to_it(client, year):
    reviewer, yichun = filed.a_reviewer(), filed.Bureau("伊春")
    with clock.frozen(filed.in_time(year)):
        sent = yichun.send(yichun.fill(yichun.filing("attachment3", year)))
        FILING.perform(sent, "review", reviewer)
        mark = Marked(sent.rows.first().pk, "c5")
        FILING.perform(sent, "return", reviewer, reason="请核对培训人数", marks=[mark])
    with clock.frozen(clock.at(2019, 12, 1, 9)):
        hegang = filed.Bureau("鹤岗")
        hegang.fill(hegang.filing("attachment3", year), 3)
    for person in (reviewer, yichun.filler):
        text = home(client, person)
        last = text[text.index('class="timeline"') :]
        assert "退回 伊春市 附件3 2019年全年,及此前 4 条" in last and last.count("伊春市") == 1
        assert ("开始填报 鹤岗市 附件3 2019年全年<" in last) == (person == reviewer)
