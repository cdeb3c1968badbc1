"""The form page as a clerk's browser gets it: with and without JavaScript, open and locked."""

import json

import pytest
from django.test import Client
from django.utils.html import escape

from portal import clock
from portal.models import AuditEntry
from reporting.models import Cell
from reporting.queries.board import board
from reporting.services.slips import Marked
from reporting.workflows import FILING, SLIPS, ask_correction
from tests.reporting.filed import Bureau, a_period, a_reviewer, receive, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture
def form(bureau):
    return bureau.filing("attachment2", a_period("2020Y"))


def save(client, form, cells):
    body = json.dumps({"cells": cells})
    return client.post(f"/filings/{form.pk}/cells/", body, content_type="application/json")


def test_the_page_is_the_paper(form, bureau):
    page = signed_in(bureau.filler).get(f"/filings/{form.pk}/").content.decode()
    for words in (
        "技工院校技能脱贫攻坚进展情况表",
        "佳木斯市人力资源社会保障局",
        "佳木斯技师学院",
        "总计",
        "12月10日24时截止,还有 7 天",
    ):
        assert words in page
    assert f'name="c-{form.rows.first().pk}-c3"' in page


def test_a_batch_is_saved_and_answered(form, bureau):
    row = form.rows.first().pk
    cells = [
        {"row": row, "column": "c6", "text": "12", "version": 0},
        {"row": row, "column": "c7", "text": "14", "version": 0},
    ]
    client = signed_in(bureau.filler)
    reply = save(client, form, cells).json()
    assert [cell["version"] for cell in reply["saved"]] == [1, 1]
    assert (reply["levels"][f"{row}-c7"], reply["levels"][f"{row}-c3"]) == ("must", "")
    assert reply["totals"]["c6"]["text"] == "12"
    after = client.get(f"/filings/{form.pk}/next/").content.decode()
    assert "强制 <b>1</b>" in after and "强制审核未过,见上面的审核结果" in after


def test_a_batch_that_is_no_batch_is_refused(form, bureau):
    answer = save(signed_in(bureau.filler), form, [{"row": "x"}])
    assert answer.status_code == 400 and "没有保存" in answer.json()["message"]
    assert not Cell.objects.exists()


def test_a_save_without_a_session_says_where_to_sign_in(form):
    client = Client()
    answer = client.post(
        f"/filings/{form.pk}/cells/", "{}", content_type="application/json", headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 401 and answer.json()["signin"].startswith("/signin/")


def test_without_javascript_the_same_page_saves(form, bureau):
    row = form.rows.first().pk
    client = signed_in(bureau.filler)
    answer = client.post(f"/filings/{form.pk}/save/", {f"c-{row}-c3": "41", f"v-{row}-c3": "0"}, follow=True)
    assert "已保存 1 格" in answer.content.decode()
    assert Cell.objects.get(row=row, column="c3").value == 41


def test_cells_are_marked_on_the_same_sheet_with_its_merged_heading_and_what_failed(form, bureau):
    row, filled = form.rows.first(), bureau.fill(form, 1234)
    save(signed_in(bureau.filler), form, [{"row": row.pk, "column": "c3", "text": "1200", "version": 1}])
    bureau.send(filled)
    actor, url = a_reviewer(), f"/filings/{form.pk}/return/"
    FILING.perform(bureau.again(form), "review", actor)
    reviewer = signed_in(actor)
    page = reviewer.get(url).content.decode()
    assert 'colspan="5">技工教育情况' in page
    assert f'aria-label="{row.label} 第4列 招收人数 1,234 提示"' in page and '<td class="num hint"' in page
    assert "招收人数 1,234 人多于" in page, "the finding is read where one decides what to return"
    refused = reviewer.post(url, {"mark": f"{row.pk}-c4", f"note-{row.pk}": "请核对", "reason": ""})
    assert refused.status_code == 422 and 'value="请核对"' in refused.content.decode()
    panel = reviewer.get(f"/filings/{form.pk}/cells/{row.pk}/c3/").content.decode()
    assert "1,234→1,200" in panel and "第3列" in panel and ">c3<" not in panel


def test_without_javascript_a_refused_row_comes_back_to_the_row(form, bureau):
    row = form.rows.first().pk
    fields = {f"c-{row}-c3": "四十一", f"v-{row}-c3": "0", f"c-{row}-c4": "9", f"v-{row}-c4": "0"}
    client = signed_in(bureau.filler)
    answer = client.post(f"/filings/{form.pk}/rows/{row}/save/", fields)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="四十一"' in page and f'id="why-{row}-c3"' in page
    assert "number-fields" in page, "the row's page, not the form's"
    assert f'<a href="#c-{row}-c3">' in page and "有 1 格没有保存" in page and "已保存 1 格。" in page
    answer = client.post(f"/filings/{form.pk}/rows/{row}/save/", fields | {f"c-{row}-c3": "41"})
    assert answer.headers["Location"] == f"/filings/{form.pk}/rows/{row}/"
    assert list(Cell.objects.order_by("column").values_list("column", "value")) == [("c3", 41), ("c4", 9)]


def test_a_row_with_numbers_is_emptied_with_consent_before_it_is_struck(form, bureau):
    row = form.rows.first().pk
    base = f"/filings/{form.pk}/rows/{row}/"
    client = signed_in(bureau.filler)
    assert 'name="clear"' not in client.get(base).content.decode()
    save(client, form, [{"row": row, "column": "c3", "text": "41", "version": 0}])
    assert "本行填有 1 格数" in client.get(base).content.decode()
    late = client.post(f"{base}strike/", {"reason": "本年停办"})
    page = late.content.decode()
    assert late.status_code == 422 and 'value="本年停办"' in page, "the reason is kept"
    cleared = client.post(
        f"{base}save/", {"clear": "1", "reason": "本年停办", f"c-{row}-c3": "", f"v-{row}-c3": "1"}
    ).content.decode()
    assert "已清空 1 格" in cleared and 'value="本年停办"' in cleared
    assert Cell.objects.get(row=row).value is None
    client.post(f"{base}strike/", {"reason": "本年停办"})
    assert form.rows.get(pk=row).struck == "本年停办"


def test_without_javascript_a_refused_text_stands_again_with_its_reason(form, bureau):
    row = form.rows.first().pk
    fields = {f"c-{row}-c3": "四十一", f"v-{row}-c3": "0", f"c-{row}-c4": "9", f"v-{row}-c4": "0"}
    answer = signed_in(bureau.filler).post(f"/filings/{form.pk}/save/", fields)
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="四十一"' in page and "is-refused" in page
    assert list(Cell.objects.values_list("column", "value")) == [("c4", 9)]


def test_without_javascript_the_page_says_first_which_cells_were_not_stored_and_why(form, bureau):
    bureau.fill(form, 7)
    row = form.rows.first()
    fields = {f"c-{row.pk}-c3": "四十一", f"v-{row.pk}-c3": "1", f"c-{row.pk}-c4": "9", f"v-{row.pk}-c4": "0"}
    page = signed_in(bureau.filler).post(f"/filings/{form.pk}/save/", fields).content.decode()
    said = page[page.index("有 2 格没有保存") : page.index('class="paper"')]
    assert f'<a href="#c-{row.pk}-c3">{row.label} · 第3列 ' in said and "读到“四十一”,是中文数字" in said
    assert f'<a href="#c-{row.pk}-c4">{row.label} · 第4列 招收人数</a>:填的“9”没有收,' in said and "已改为 7" in said
    assert "已保存 0 格" not in page and "notice good" not in page, "nothing was stored: nothing is said to be"


def test_what_was_typed_into_a_row_struck_meanwhile_is_named_with_the_row(form, bureau):
    row = form.rows.first()
    fields = {f"c-{row.pk}-c3": "12", f"v-{row.pk}-c3": "0"}
    client = signed_in(bureau.filler)
    client.post(f"/filings/{form.pk}/rows/{row.pk}/strike/", {"reason": "本年停办"})
    page = client.post(f"/filings/{form.pk}/save/", fields).content.decode()
    assert f'<a href="#r-{row.pk}">{row.label} · 第3列 ' in page and "填的“12”没有收,本行已注明本期不填" in page


def test_a_filing_of_another_city_is_not_found(form):
    assert signed_in(Bureau("鸡西").filler).get(f"/filings/{form.pk}/").status_code == 404


def test_the_lead_may_look_but_not_save(form, bureau):
    client = signed_in(bureau.lead)
    assert client.get(f"/filings/{form.pk}/").status_code == 200
    assert save(client, form, []).status_code == 403


def test_an_unchanged_page_is_answered_304_and_a_changed_one_is_not(form, bureau):
    client = signed_in(bureau.filler)
    client.get(f"/filings/{form.pk}/")
    tag = client.get(f"/filings/{form.pk}/")["ETag"]
    assert client.get(f"/filings/{form.pk}/", headers={"If-None-Match": tag}).status_code == 304
    save(client, form, [{"row": form.rows.first().pk, "column": "c3", "text": "1", "version": 0}])
    assert client.get(f"/filings/{form.pk}/", headers={"If-None-Match": tag}).status_code == 200


def test_the_panel_shows_history_checks_and_source(form, bureau):
    row = form.rows.first().pk
    client = signed_in(bureau.filler)
    save(client, form, [{"row": row, "column": "c6", "text": "12", "version": 0}])
    save(client, form, [{"row": row, "column": "c7", "text": "14", "version": 0}])
    panel = client.get(f"/filings/{form.pk}/cells/{row}/c7/", headers={"HX-Request": "true"}).content.decode()
    assert "强制" in panel and "空→14" in panel and "附件2" in panel
    assert client.get(f"/filings/{form.pk}/cells/{row}/c99/").status_code == 404


def test_a_cell_is_marked_not_applicable_with_a_reason_only(form, bureau):
    row = form.rows.first().pk
    client = signed_in(bureau.filler)
    save(client, form, [{"row": row, "column": "c3", "text": "1", "version": 0}])
    url = f"/filings/{form.pk}/cells/{row}/c4/na/"
    assert "写明理由" in client.post(url, {"reason": ""}, follow=True).content.decode()
    client.post(url, {"reason": "示例:不招生"})
    assert Cell.objects.get(row=row, column="c4").not_applicable == "示例:不招生"


def test_a_nil_return_goes_all_the_way(bureau):
    form = bureau.filing("attachment2", a_period("2020Y"))
    filler, lead = signed_in(bureau.filler), signed_in(bureau.lead)
    page = filler.post(
        f"/filings/{form.pk}/steps/declare_nil/", {"reason": "示例:本期没有应报院校", "sure": "on"}, follow=True
    )
    assert "零报告" in page.content.decode()
    filler.post(f"/filings/{form.pk}/steps/submit/")
    lead.post(f"/filings/{form.pk}/steps/confirm/")
    reviewer = signed_in(a_reviewer())
    reviewer.post(f"/filings/{form.pk}/steps/review/")
    reviewer.post(f"/filings/{form.pk}/steps/receive/")
    sent = bureau.again(form)
    assert (sent.state, sent.nil, sent.received_version.nil) == ("received", True, True)


def test_an_illegal_step_is_refused_in_words(form, bureau):
    page = signed_in(bureau.filler).post(f"/filings/{form.pk}/steps/withdraw/", follow=True).content.decode()
    assert "现在是“未填报”" in page
    page = signed_in(bureau.filler).post(f"/filings/{form.pk}/steps/finalise/", follow=True).content.decode()
    assert "没有这一步" in page
    assert bureau.again(form).state == "empty"


def test_a_look_at_another_units_filing_is_audited(form):
    reviewer = a_reviewer()
    assert signed_in(reviewer).get(f"/filings/{form.pk}/").status_code == 200
    assert AuditEntry.objects.filter(action="filing.view", actor=reviewer.account, target_id=form.pk).count() == 1


def test_return_unlocks_only_what_was_ticked(bureau):
    form = sent_form(bureau)
    reviewer = signed_in(a_reviewer())
    reviewer.post(f"/filings/{form.pk}/steps/review/")
    row = form.rows.first().pk
    bare = reviewer.post(f"/filings/{form.pk}/return/", {"reason": "请核对"})
    assert bare.status_code == 422 and "请先在表上勾出" in bare.content.decode()
    reviewer.post(f"/filings/{form.pk}/return/", {"reason": "请核对培训后就业人数", "mark": [f"{row}-c9", f"{row}-c8"]})
    client = signed_in(bureau.filler)
    page = client.get(f"/filings/{form.pk}/").content.decode()
    assert f'name="c-{row}-c9"' in page and f'name="c-{row}-c3"' not in page
    assert "退回单 2020-001" in page and "请核对培训后就业人数" in page
    version = Cell.objects.get(row=row, column="c3").version
    refused = save(client, form, [{"row": row, "column": "c3", "text": "2", "version": version}]).json()["refused"]
    assert "仍锁定" in refused[0]["reason"]


def sent_form(bureau):
    """A filing of one number everywhere; its checks that ask for a reason get one."""
    form = bureau.fill(bureau.filing("attachment2", a_period("2020Y")))
    client = signed_in(bureau.filler)
    page = client.post(f"/filings/{form.pk}/steps/submit/", follow=True)
    assert bureau.again(form).state == "confirming", escape(page.content.decode())
    signed_in(bureau.lead).post(f"/filings/{form.pk}/steps/confirm/")
    return bureau.again(form)


def test_the_filler_who_is_also_lead_cannot_confirm(bureau):
    form = bureau.fill(bureau.filing("attachment2", a_period("2020Y")))
    client = signed_in(bureau.filler)
    client.post(f"/filings/{form.pk}/steps/submit/")
    assert client.post(f"/filings/{form.pk}/steps/confirm/").status_code == 403
    assert bureau.again(form).state == "confirming"


def test_paper_and_workbook_hold_what_the_screen_shows(bureau):
    form = sent_form(bureau)
    client = signed_in(bureau.lead)
    paper = client.get(f"/filings/{form.pk}/paper/").content.decode()
    assert form.sent_version.check_code in paper and "草稿" not in paper
    book = client.get(f"/filings/{form.pk}/workbook/")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_remark_in_one_form_leaves_the_other_and_the_first_page_alone(bureau):
    second, third = bureau.filing("attachment2", a_period("2020Y")), bureau.filing("attachment3", a_period("2020Y"))
    client = signed_in(bureau.filler)
    row = third.rows.first().pk
    save(client, third, [{"row": row, "column": "c23", "text": "示例:两个乡镇未报", "version": 0}])
    for address in ("/", f"/filings/{second.pk}/", f"/filings/{third.pk}/"):
        assert client.get(address).status_code == 200


def test_a_refusal_by_the_lead_stands_on_the_form_and_is_told(bureau):
    form = bureau.fill(bureau.filing("attachment2", a_period("2020Y")))
    client = signed_in(bureau.filler)
    client.post(f"/filings/{form.pk}/steps/submit/")
    signed_in(bureau.lead).post(f"/filings/{form.pk}/steps/refuse/", {"reason": "示例:招收人数请再核"})
    page = client.get(f"/filings/{form.pk}/").content.decode()
    assert "负责人没有同意" in page and "示例:招收人数请再核" in page
    assert "示例:招收人数请再核" in client.get("/messages/").content.decode()


def corrected_form(bureau):
    """A received filing whose c8 the province let the city correct."""
    form = sent_form(bureau)
    reviewer = a_reviewer()
    slip = ask_correction(
        receive(form, reviewer), "示例:漏计一个班期", [Marked(form.rows.first().pk, "c8")], bureau.filler
    )
    SLIPS.perform(slip, "grant", reviewer)
    return bureau.again(form)


def test_a_granted_correction_reads_so_wherever_it_stands(bureau):
    form = corrected_form(bureau)
    row = form.rows.first().pk
    filler, reviewer = signed_in(bureau.filler), signed_in(a_reviewer())
    page = filler.get(f"/filings/{form.pk}/").content.decode()
    assert "更正中" in page and '<span class="mark">更正</span>' in page and "改更正格 0/1" in page
    texts = [
        filler.get(url).content.decode() for url in ("/", "/filings/?period=2020Y", f"/filings/{form.pk}/rows/{row}/")
    ]
    texts += [
        reviewer.get(f"/{url}").content.decode() for url in ("board/?period=2020Y", f"filings/{form.pk}/", "slips/")
    ]
    for text in [page, *texts]:
        assert "更正" in text and "退回单" not in text.replace("没有退回单和更正单", "").replace("退回单和更正单", "")
    assert "更正中 1 格" in texts[3]


def test_a_city_that_corrects_is_not_reminded(bureau):
    form = corrected_form(bureau)
    found = board(a_reviewer().scope, form.period, "received")
    own = next(row for row in found.rows if row.unit == bureau.unit)
    assert not own.places["attachment2"].missing and own.places["attachment3"].missing


def test_a_correction_that_waits_is_told_and_answered_on_the_form(bureau):
    form = receive(sent_form(bureau), a_reviewer())
    mark = f"{form.rows.first().pk}-c8"
    clerk, lead, reviewer = (signed_in(one) for one in (bureau.filler, bureau.lead, a_reviewer()))
    page, base = f"/filings/{form.pk}/", f"/filings/{form.pk}/correct/"
    assert "申请更正…" in lead.get(page).content.decode()
    clerk.post(base, {"reason": "示例:漏计一个班期", "mark": [mark]})
    for client in (clerk, lead):
        text = client.get(page).content.decode()
        assert "更正申请已提出,等省厅批准" in text and "撤销申请" in text and "申请更正…" not in text
        assert "更正申请 附件2" in client.get("/").content.decode()
        assert "未办结" in client.get(base, follow=True).content.decode()
    text = reviewer.get(page).content.decode()
    assert "市局申请更正" in text and "示例:漏计一个班期" in text and "批准更正" in text and "不同意" in text
    assert "0/1" not in reviewer.get("/slips/").content.decode()
    assert f'href="{page}"' in reviewer.get("/").content.decode()
    slip = form.slips.get()
    answered = reviewer.post(f"/slips/{slip.pk}/steps/grant/", {"back": "form"}, follow=True)
    assert answered.redirect_chain[-1][0] == page and "等市局改后再报" in answered.content.decode()


def test_nobody_is_sent_elsewhere_after_answering_a_slip(bureau):
    form = receive(sent_form(bureau), a_reviewer())
    slip = ask_correction(form, "示例:漏计一个班期", [Marked(form.rows.first().pk, "c8")], bureau.lead)
    found = signed_in(bureau.filler).post(f"/slips/{slip.pk}/steps/drop/", {"back": "https://example.org/"})
    assert found["Location"] == "/slips/"


def test_a_page_of_marks_opens_only_where_marks_can_be_made(bureau):
    form = sent_form(bureau)
    said = signed_in(bureau.filler).get(f"/filings/{form.pk}/correct/", follow=True).content.decode()
    assert "只有已接收的填报可以申请更正" in said
    said = signed_in(a_reviewer()).get(f"/filings/{form.pk}/return/", follow=True).content.decode()
    assert "先开始审核,才能退回" in said


def test_the_head_says_when_it_locks_and_a_refused_batch_does_not_move_the_last_save(form, bureau):
    client = signed_in(bureau.filler)
    assert "12月10日24时截止,还有 7 天,12月20日锁定" in client.get(f"/filings/{form.pk}/").content.decode()
    row = form.rows.first().pk
    with clock.frozen(clock.at(2020, 12, 2, 15, 58)):
        save(client, form, [{"row": row, "column": "c6", "text": "12", "version": 0}])
    reply = save(client, form, [{"row": row, "column": "c7", "text": "一百", "version": 0}]).json()
    assert reply["refused"] and reply["saved_at"] == "12月2日 15:58"
