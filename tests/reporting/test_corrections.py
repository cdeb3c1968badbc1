"""A correction: asked for by a city after receipt, granted or not by the province, kept as a new version."""

from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from portal import clock
from portal.models import Role
from portal.workflow import history
from reporting.models import Filing, Slip
from reporting.queries.gate import gate
from reporting.services.slips import Marked, stand_by
from reporting.workflows import FILING, SLIPS, ask_correction, why_no_correction
from tests.builders.filings import a_filing
from tests.builders.people import a_person
from tests.builders.places import a_city
from tests.reporting.filed import refusal, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
MORNING = clock.at(2020, 12, 3, 9)
State = Filing.State


@pytest.fixture
def form(world):
    """佳木斯's 附件2, with one school."""
    return a_filing("佳木斯", "attachment2", "2020Y")


def test_a_correction_is_asked_granted_and_kept_as_a_new_version(form, row, world):
    form.filled().sent().received().step("finalise", world.finaliser)
    before = form.now.received_version
    form.asking([(row, "c8")], "示例:漏计一个班期")
    assert form.now.state == State.FINAL and not gate(form.now, form.filler).open
    form.granted()
    assert (form.now.state, form.now.received_version) == (State.RETURNED, before)
    assert form.now.get_state_display() == "更正中"
    form.typed({(row.pk, "c8"): "200"}).explained().sent()
    assert form.now.received_version == before
    form.received()
    assert form.now.received_version.number == 2
    assert before.cells.get(column="c8").value != 200 == form.now.received_version.cells.get(column="c8").value


def test_a_correction_is_never_called_a_return_and_a_return_of_it_is_one(form, row):
    """更正中 is told from the versions; here it is held against the slip's kind at every turn."""

    def called():
        kind = form.now.slips.filter(state=Slip.State.OPEN).values_list("kind", flat=True).first()
        assert form.now.correcting == (kind == Slip.Kind.CORRECTION)
        return form.now.get_state_display()

    form.filled().sent().returned([(row, "c8", "")], "示例:请核对")
    assert called() == "退回"
    form.typed({(row.pk, "c8"): "200"}).explained().sent().received()
    form.asking([(row, "c8")], "示例:漏计一个班期").granted()
    assert called() == "更正中"
    assert "更正单 2020-002 还有 1 项未改" in refusal(form.handed_in)[0]
    with pytest.raises(AssertionError, match="不在更正单所列之内"):
        form.typed({(row.pk, "c4"): "1"})
    assert "已批准更正" in gate(form.now, form.reviewer).why
    form.typed({(row.pk, "c8"): "199"}).explained().sent().step("recall", form.lead)
    assert called() == "更正中"
    form.sent().returned([(row, "c8", "")], "示例:请再核对")
    assert called() == "退回"
    assert "汇总仍用最近一次接收的数" in gate(form.now, form.reviewer).why


def test_the_province_is_not_told_of_received_numbers_where_there_are_none(form, row):
    form.filled().sent().returned([(row, "c8", "")], "示例:请核对")
    assert "还没有接收过" in gate(form.now, form.reviewer).why


def test_a_correction_can_be_denied_or_dropped_and_asked_again(form, row):
    form.filled().sent().received().asking([(row, "c8")], "示例:漏计一个班期")
    slip = form.now.slips.get()
    assert "要写明理由" in refusal(lambda: SLIPS.perform(slip, "deny", form.reviewer))[0]
    SLIPS.perform(slip, "deny", form.reviewer, reason="示例:依据不足")
    form.asking([(row, "c8")], "示例:补充依据再申请")
    SLIPS.perform(form.now.slips.get(state="asked"), "drop", form.lead)
    form.asking([(row, "c8")], "示例:第三次申请更正").granted()
    assert form.now.slips.get(state="open").number == 1


@pytest.mark.parametrize("state", [State.EMPTY, State.FILLING, State.SENT, State.REVIEWING])
def test_a_correction_is_for_received_forms_only(form, row, state):
    form.filled()
    Filing.objects.filter(pk=form.pk).update(state=state)
    assert "不能“申请更正”" in refusal(lambda: form.asking([(row, "c8")], "示例:更正"))[0]
    assert "只有已接收的填报可以申请更正" in why_no_correction(form.now, form.filler)[0]


def test_one_slip_at_a_time(form, row):
    form.filled().sent().received().asking([(row, "c8")], "示例:漏计一个班期")
    assert any("未办结" in text for text in refusal(lambda: form.asking([(row, "c8")], "示例:再来一次申请")))


def test_the_lead_asks_as_well_as_the_filler_and_a_stranger_does_not(form, row):
    form.filled().sent().received()
    stranger = a_person(Role.LEAD, a_city("伊春"))
    marks = [Marked(row.pk, "c8")]
    assert "这是别的单位的填报。" in refusal(lambda: ask_correction(form.now, "示例:漏计一个班期", marks, stranger))
    with pytest.raises(PermissionDenied):
        ask_correction(form.now, "示例:漏计一个班期", marks, form.reviewer)
    asked = ask_correction(form.now, "示例:漏计一个班期", marks, form.lead)
    assert asked.opened_by == form.lead.account
    assert list(history(FILING, form.now).values_list("name", "reason"))[-1] == ("ask", "示例:漏计一个班期")


@pytest.mark.parametrize("answer", ["deny", "drop"])
def test_an_answer_is_a_change_of_the_page(form, row, answer):
    """The page's ETag stands on the revision: what no longer waits must not be shown as waiting."""
    form.filled().sent().received().asking([(row, "c8")], "示例:漏计一个班期")
    before = form.now.revision
    SLIPS.perform(form.now.slips.get(), answer, form.reviewer if answer == "deny" else form.filler, reason="示例:不必")
    assert form.now.revision > before


def test_a_correction_of_a_nil_return_opens_the_whole_form(form):
    form.nil("示例:本期没有应报的院校").sent().received()
    form.asking([], "示例:漏报一所院校").granted().step("undo_nil", form.filler)
    form.filled().sent().received()
    assert not form.now.received_version.nil


def page_of(actor, form) -> str:
    return signed_in(actor).get(f"/filings/{form.pk}/").content.decode()


def test_a_denial_stands_at_the_head_of_the_citys_form_until_something_happens(form, row):
    form.filled().sent().received().asking([(row, "c8")], "示例:漏计一个班期")
    client = signed_in(form.reviewer)
    slip = form.now.slips.get()
    words = {"reason": "示例:依据不足", "back": "form"}
    told = client.post(f"/slips/{slip.pk}/steps/deny/", words, follow=True).content.decode()
    assert "没有同意更正,理由已告诉市局。" in told and "更正申请未获同意" not in told
    for person in (form.filler, form.lead):
        head = page_of(person, form).partition('<section class="paper">')[0]
        said = f"更正申请未获同意:</b>12月3日 09:00 {form.reviewer.duty_name} {form.reviewer.name}。理由:示例:依据不足"
        assert said in head and 'href="#slip"' not in head
    form.asking([(row, "c8")], "示例:补充依据再申请")
    assert "更正申请未获同意" not in page_of(form.filler, form)


def test_granting_is_one_line_of_the_story(form, row):
    form.filled().sent().received().asking([(row, "c8")], "示例:漏计一个班期").granted()
    page = page_of(form.filler, form)
    assert page.count("批准更正") == 1 and "开放更正" not in page
    assert list(history(FILING, form.now).values_list("name", flat=True))[-1] == "reopen"


def test_a_slip_with_every_item_done_says_whose_turn_it_is(form, row):
    form.filled().sent().returned([(row, "c8", "")], "示例:请核对")
    assert "<small>待修改</small>" in page_of(form.lead, form)
    form.typed({(row.pk, "c8"): "200"}).explained()
    filler, slips = signed_in(form.filler), signed_in(form.reviewer)
    assert "<small>已改完,等填表人送负责人确认</small>" in page_of(form.filler, form)
    assert "已改完,等填表人送负责人确认" in slips.get("/slips/").content.decode()
    home = filler.get("/").content.decode()
    assert ">去送确认<" in home and "去修改" not in home and "可送负责人确认" in home
    assert "等填表人送确认" in signed_in(form.lead).get("/").content.decode()
    form.handed_in()
    assert "<small>已改完,等负责人确认上报</small>" in page_of(form.lead, form)
    assert "已改完,等负责人确认上报" in slips.get("/slips/").content.decode()
    assert "已改完" not in page_of(form.sent().reviewer, form)


def test_the_list_of_slips_is_taken_as_a_workbook(form, row):
    form.filled().sent().returned([(row, "c8", "示例:核对人数")], "示例:请核对")
    book = load_workbook(BytesIO(signed_in(form.reviewer).get("/slips/?format=xlsx").content))
    lines = [list(line) for line in book.active.iter_rows(values_only=True)]
    line = next(one for one in lines if str(one[0]).startswith("退回单"))
    assert line[5] == "示例:请核对" and "示例:核对人数" in line[6] and line[7] == "待修改" and line[10:] == [0, 0]


def test_a_nil_return_sent_back_is_done_when_it_is_handed_in(form):
    form.nil("示例:本期没有应报的院校").sent().returned([], "示例:请核对")
    assert "<small>待修改</small>" in page_of(form.filler, form)
    assert "<small>已改完,等负责人确认上报</small>" in page_of(form.handed_in().lead, form)


def test_who_confirms_an_answer_sees_the_number_sent_back_beside_the_new_one(form, row):
    form.filled().sent()
    old = row.cells.get(column="c8").value.normalize()
    form.returned([(row, "c8", ""), (row, "c9", "")], "示例:请核对").typed({(row.pk, "c8"): "200"})
    item = f"原值 {old} → 200"
    typing = page_of(form.filler, form)
    assert item in typing and "与上一版的差异" not in typing and '<small class="was">' not in typing
    stand_by(form.now.slips.get(), form.now.slips.get().items.get(column="c9").pk, "示例:核对无误", form.filler)
    form.explained().handed_in()
    page = page_of(form.lead, form)
    assert item in page and page.count('<small class="was">') == 1 and f'<small class="was">原 {old}</small>' in page
    assert "与上一版的差异" in page and page.count(" → ") == 1
    card = signed_in(form.lead).get(f"/filings/{form.pk}/rows/{row.pk}/").content.decode()
    assert f"<small>原 {old}</small> 200</output>" in card and card.count("<small>原 ") == 1
    form.sent()
    assert item in page_of(form.reviewer, form)
    form.received()
    assert item in page_of(form.filler, form), "a closed slip still says what was changed"


def test_an_answer_is_held_against_the_version_sent_back_not_an_older_one(form, row):
    form.filled().sent().returned([(row, "c8", "")], "示例:请核对").typed({(row.pk, "c8"): "200"}).explained().sent()
    form.returned([(row, "c8", "")], "示例:请再核对").typed({(row.pk, "c8"): "201"}).explained().handed_in()
    assert '<small class="was">原 200</small>' in page_of(form.lead, form)


def test_beside_a_figure_stands_what_the_figure_is(form, row, world):
    """While a city corrects, its totals are those received or issued before; only what was sent anew is 已上报."""

    def said(basis: str) -> str:
        text = signed_in(form.reviewer).get(f"/totals/attachment2/2020Y/?basis={basis}").content.decode()
        return next(line for line in text.split("<tr") if "佳木斯市" in line)

    form.filled().sent().received()
    assert "已接收" in said("received") and "更正" not in said("received")
    form.asking([(row, "c8")], "示例:漏计一个班期").granted()
    assert "已接收,更正中" in said("received") and "已接收,更正中" in said("sent")
    form.typed({(row.pk, "c8"): "200"}).explained().sent()
    assert "已接收,更正中" in said("received") and "已上报" not in said("received")
    assert "更正已上报" in said("sent") and "已接收" not in said("sent") and "更正已上报" in said("draft")
    address = "/totals/attachment2/2020Y/rows/?column=c8&basis=received"
    assert "已接收,更正中" in signed_in(form.reviewer).get(address).content.decode()
    form.received()
    assert "更正" not in said("received")
