"""What the form's page says may be done next, and what follows: the untouched form, 零报告, a recall, a refusal."""

from urllib.parse import quote

import pytest

from portal import clock
from portal.models import Role
from reporting.models import Filing
from reporting.services.filling import Edit, record_cells
from reporting.services.slips import Marked
from reporting.workflows import FILING
from tests.builders.filings import a_filing
from tests.builders.people import with_duty
from tests.builders.world import the_world
from tests.reporting.filed import Bureau, a_period, a_reviewer, signed_in
from tests.reporting.test_filing_page import save, sent_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
ON_TIME, LATE = clock.at(2020, 12, 10, 16), clock.at(2020, 12, 12, 9)


@pytest.fixture
def form(bureau):
    return bureau.filing("attachment2", a_period("2020Y"))


def page_of(actor, form, part="") -> str:
    return signed_in(actor).get(f"/filings/{form.pk}/{part}").content.decode()


def test_an_untouched_form_says_what_comes_first_and_where(bureau, form):
    row = form.rows.first().pk
    page = page_of(bureau.filler, form)
    assert "先填数 0/7" in page and f'href="#c-{row}-c3">从第一格填起' in page and page.count("btn-primary") == 2
    assert f'href="/filings/{form.pk}/rows/{row}/">从第一行填起' in page  # the phone's own, instead of the first
    assert "从第一格填起" not in page_of(bureau.lead, form)
    save(signed_in(bureau.filler), form, [{"row": row, "column": "c3", "text": "1", "version": 0}])
    page = page_of(bureau.filler, form)
    assert "从第一格填起" not in page and "填报 1/7" in page


def test_a_city_without_a_row_is_offered_the_nil_return_in_sight():
    bureau = Bureau("黑河")
    form = bureau.filing("attachment2", a_period("2020Y"))
    assert not form.rows.exists()
    page = page_of(bureau.filler, form)
    assert page.index('id="nil"') < page.index('<section class="paper">')
    assert 'href="#nil">没有要填的行:作零报告' in page and 'btn-primary">作零报告' in page and 'name="sure"' not in page


def test_a_city_with_schools_is_told_which_and_must_say_so_before_a_nil_return(bureau, form):
    page = page_of(bureau.filler, form)
    assert page.index('id="nil-reason"') > page.index('<section class="paper">')
    assert "本表有 1 行:佳木斯技师学院。作零报告" in page and 'name="sure" required' in page


def test_a_recall_is_asked_about_and_says_what_follows(bureau):
    form = sent_form(bureau)
    page = page_of(bureau.lead, form)
    assert 'aria-current="step"><span>省厅接收' in page
    assert "撤回上报…" in page and "确认撤回上报" in page and "12月10日24时截止,还有 7 天" in page
    with clock.frozen(LATE):
        assert "再上报将记为迟报" in page_of(bureau.lead, form)
    with clock.frozen(clock.at(2020, 12, 22)):
        assert "撤回后须先申请延期" in page_of(bureau.lead, form)


def test_a_refusal_stays_before_the_filler_until_the_form_is_handed_in_again(bureau):
    form = bureau.fill(bureau.filing("attachment2", a_period("2020Y")))
    FILING.perform(form, "submit", bureau.filler)
    FILING.perform(form, "refuse", bureau.lead, reason="示例:招收人数请再核")
    record_cells(bureau.again(form), [Edit(form.rows.first().pk, "c3", "11", 1)], bureau.filler)
    client = signed_in(bureau.filler)
    for address in ("/", f"/filings/{form.pk}/"):
        assert "示例:招收人数请再核" in client.get(address).content.decode()
    assert "负责人退回" in client.get("/").content.decode()
    client.post(f"/filings/{form.pk}/steps/submit/")
    for address in ("/", f"/filings/{form.pk}/"):
        assert "负责人没有同意" not in (text := client.get(address).content.decode()) and "负责人退回" not in text


def test_who_typed_a_number_is_told_which_when_they_would_confirm(bureau):
    form = bureau.fill(bureau.filing("attachment2", a_period("2020Y")))
    helper = with_duty(bureau.lead.account, Role.FILLER, bureau.unit)
    record_cells(form, [Edit(form.rows.first().pk, "c3", "11", 1)], helper)
    bureau.fill(form, 12, but=6)
    record_cells(bureau.again(form), [Edit(form.rows.first().pk, "c4", "11", 1)], helper)
    record_cells(bureau.again(form), [Edit(form.rows.first().pk, "c9", "9", 1)], bureau.filler)
    FILING.perform(form, "submit", bureau.filler)
    said = FILING.blockers(bureau.again(form), "confirm", bureau.lead)
    assert any(text.startswith("本表有您填的数(如佳木斯技师学院的") and "另一位负责人" in text for text in said)


def test_the_fragment_after_a_save_brings_the_slip_and_the_head_of_the_paper(bureau):
    form, reviewer = sent_form(bureau), a_reviewer()
    row = form.rows.first().pk
    FILING.perform(form, "review", reviewer)
    marks = [Marked(row, "c3"), Marked(row, "c4")]
    FILING.perform(form, "return", reviewer, reason="示例:请核对", marks=marks)
    client = signed_in(bureau.filler)
    with clock.frozen(clock.at(2020, 12, 4, 9)):
        save(client, form, [{"row": row, "column": "c3", "text": "11", "version": 1}])
        fragment = client.get(f"/filings/{form.pk}/next/").content.decode()
    assert 'id="slip" hx-swap-oob="true"' in fragment and "1/2 项已改" in fragment
    assert 'id="paper-date" hx-swap-oob="true">2020年12月4日' in fragment


def test_a_slip_whose_days_are_over_is_prolonged_by_the_province(bureau):
    form, reviewer = sent_form(bureau), a_reviewer()
    row = form.rows.first().pk
    FILING.perform(form, "review", reviewer)
    FILING.perform(form, "return", reviewer, reason="示例:请核对", marks=[Marked(row, "c3")])
    client, slip = signed_in(reviewer), form.slips.get()
    assert "修改期限延到" not in page_of(reviewer, form)  # the same day it would change nothing
    with clock.frozen(LATE):
        assert "由省厅延长期限" in page_of(bureau.filler, form)
        page = page_of(reviewer, form)
        assert "市局不能再改" in page and "修改期限延到12月17日24时" in page
        client.post(f"/slips/{slip.pk}/steps/prolong/", {"back": "form"})
        page = page_of(bureau.filler, form)
        assert "延长修改期限" in page and "12月17日24时前改好" in page and f'name="c-{row}-c3"' in page
        assert "修改期限延到 12月17日24时" in signed_in(bureau.filler).get("/messages/").content.decode()


# on time


def test_a_sending_that_was_recalled_unseen_is_no_sending():
    the_world()
    form = a_filing("佳木斯", "attachment2", "2020Y").filled()
    with clock.frozen(ON_TIME):
        form.sent().step("recall", form.lead)
    assert (form.now.first_sent_at, form.now.sent_version) == (None, None)
    with clock.frozen(LATE):
        form.sent()
    assert (form.now.first_sent_at, form.now.sent_version.days_late) == (LATE, 2)
    page = page_of(form.reviewer, form)
    assert page.count("迟报 2 天") == 2 and page.count("已撤回") == 1


def test_a_recalled_answer_to_a_slip_leaves_the_first_sending_on_time():
    the_world()
    form = a_filing("佳木斯", "attachment2", "2020Y").filled()
    row = form.now.rows.first()
    with clock.frozen(ON_TIME):
        form.sent().returned([(row, "c3", "")], "示例:请核对")
        form.typed({(row.pk, "c3"): "900"}).explained().sent()
    with clock.frozen(LATE):
        form.step("recall", form.lead).sent()
    assert (form.now.first_sent_at, form.now.sent_version.days_late) == (ON_TIME, 0)
    assert form.now.state == Filing.State.SENT


# words instead of keys


def test_no_key_of_ours_stands_where_people_read(bureau):
    form = bureau.fill(bureau.filing("attachment2", a_period("2020Y")))
    client, row = signed_in(bureau.filler), form.rows.first().pk
    cell = client.get(f"/filings/{form.pk}/cells/{row}/c7/").content.decode()
    title = cell[cell.index("<title>") : cell.index("</title>")]
    assert "毕业生就业人数" in title.replace("\n", "") and "c7" not in title
    assert quote("2020年全年") in client.get(f"/filings/{form.pk}/workbook/")["Content-Disposition"]
    assert ">2020Y<" not in client.get("/calendar/").content.decode()


def test_the_list_has_the_name_of_what_it_is_to_each_side(bureau, form):
    assert ">填报</a></nav>" in page_of(bureau.filler, form)
    reviewer = a_reviewer()
    assert ">各市(地)报表</a></nav>" in page_of(reviewer, form)
    assert "各市(地)报表 · 2020年全年" in signed_in(reviewer).get("/filings/?period=2020Y").content.decode()


def test_the_province_reads_beside_the_state_what_keeps_it_from_receiving():
    the_world()
    third = a_filing("佳木斯", "attachment3", "2020Y").filled()
    row = third.now.rows.first()
    third.typed({(row.pk, "c19"): 0, (row.pk, "c20"): 0, (row.pk, "c21"): 4350, (row.pk, "c18"): 0})
    third.explained("示例:补发上年度生活费").sent().in_review()
    page = page_of(third.reviewer, third)
    assert "现在还不能接收:</b>有 1 条准强制没有放行" in page and '<a href="#findings">看审核结果' in page
    assert "现在还不能接收" not in page_of(third.filler, third)
    third.released()
    assert "现在还不能接收" not in page_of(third.reviewer, third)


def test_a_nil_return_wants_a_reason_that_says_something(form, bureau):
    url, said = f"/filings/{form.pk}/steps/declare_nil/", {"reason": "示例:本期确无应报"}
    answer = signed_in(bureau.filler).post(url, said, follow=True)
    assert "请勾选“上列各行本期确实都没有要报的数”" in answer.content.decode()
    answer = signed_in(bureau.filler).post(url, {"reason": "无", "sure": "on"}, follow=True)
    assert "理由至少写 6 个字" in answer.content.decode() and not Filing.objects.get(pk=form.pk).nil
