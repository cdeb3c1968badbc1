"""The life of a filing: every step, who may take it, from where, what it leaves; what is refused and says why."""

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal import clock
from portal.models import AuditEntry, Role, Transition
from portal.workflow import history
from reporting.models import Cell, Filing, FilingRow, Slip, SlipItem
from reporting.queries.gate import gate
from reporting.queries.reasons import judge
from reporting.services.filling import Closed
from reporting.services.slips import stand_by
from reporting.workflow_extensions import EXTENSION
from reporting.workflows import FILING, SLIPS
from tests.builders.filings import a_filing
from tests.builders.people import a_person, with_duty
from tests.builders.places import a_city, a_school, the_province
from tests.reporting.filed import refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
MORNING = clock.at(2020, 12, 3, 9)
State = Filing.State
ROLES = [role for role in Role.values]
# The whole machine, as docs and the office know it: name → who, from where.
STEPS = {
    "begin": ({Role.FILLER, Role.REVIEWER}, {State.EMPTY}),
    "declare_nil": ({Role.FILLER, Role.REVIEWER}, {State.EMPTY, State.FILLING, State.RETURNED}),
    "undo_nil": ({Role.FILLER, Role.REVIEWER}, {State.FILLING, State.RETURNED}),
    "submit": ({Role.FILLER, Role.REVIEWER}, {State.FILLING, State.RETURNED}),
    "stand_in": ({Role.REVIEWER}, {State.EMPTY, State.FILLING, State.RETURNED}),
    "stand_down": ({Role.REVIEWER}, {State.EMPTY, State.FILLING, State.RETURNED}),
    "withdraw": ({Role.FILLER}, {State.CONFIRMING}),
    "refuse": ({Role.LEAD}, {State.CONFIRMING}),
    "confirm": ({Role.LEAD}, {State.CONFIRMING}),
    "recall": ({Role.FILLER, Role.LEAD}, {State.SENT}),
    "review": ({Role.REVIEWER}, {State.SENT}),
    "receive": ({Role.REVIEWER}, {State.REVIEWING}),
    "return": ({Role.REVIEWER}, {State.REVIEWING}),
    "ask": ({Role.FILLER, Role.LEAD}, {State.RECEIVED, State.FINAL}),
    "reopen": ({Role.REVIEWER}, {State.RECEIVED, State.FINAL}),
    "finalise": ({Role.FINALISER}, {State.RECEIVED}),
    "backfill": ({Role.REVIEWER}, {State.EMPTY, State.FILLING, State.CONFIRMING}),
}
SLIP_STEPS = {
    "answer": ({Role.LEAD}, {Slip.State.OPEN}),
    "recall": ({Role.FILLER, Role.LEAD}, {Slip.State.ANSWERED}),
    "close": ({Role.REVIEWER}, {Slip.State.ANSWERED}),
    "prolong": ({Role.REVIEWER}, {Slip.State.OPEN}),
    "grant": ({Role.REVIEWER}, {Slip.State.ASKED}),
    "deny": ({Role.REVIEWER}, {Slip.State.ASKED}),
    "drop": ({Role.FILLER, Role.LEAD}, {Slip.State.ASKED}),
}


@pytest.fixture
def form(world):
    """佳木斯's 附件2, with one school."""
    return a_filing("佳木斯", "attachment2", "2020Y")


def staff() -> dict:
    """One person in every duty, of 佳木斯 where a city has it."""
    city, province, school = a_city("佳木斯"), the_province(), a_school("示例技工学校", "佳木斯").organisation
    places = {Role.FILLER: city, Role.LEAD: city, Role.SCHOOL: school, Role.COUNTY: None}
    return {role: a_person(role, places.get(role, province)) for role in ROLES if role != Role.COUNTY}


# the table


def test_the_machine_is_the_one_written_here():
    assert {name: set(step.source) for name, step in FILING.transitions.items()} == {
        n: s for n, (_, s) in STEPS.items()
    }
    assert {name: set(step.source) for name, step in SLIPS.transitions.items()} == {
        n: s for n, (_, s) in SLIP_STEPS.items()
    }
    assert {name: step.source for name, step in EXTENSION.transitions.items()} == {
        "grant": ("asked",), "refuse": ("asked",), "change": ("granted",),
    }  # fmt: skip


def test_each_step_is_for_its_duties_and_nobody_else(form):
    people = staff()
    for (name, (may, sources)), (role, actor) in product(STEPS.items(), people.items()):
        if role in may:
            continue
        Filing.objects.filter(pk=form.pk).update(state=next(iter(sources)))
        with pytest.raises(PermissionDenied), transaction.atomic():
            FILING.perform(form.now, name, actor, reason="示例:越权试一次")
    assert not Transition.objects.filter(machine="filing").exists()


@pytest.mark.parametrize("name", STEPS)
def test_a_step_from_any_other_state_is_refused_and_says_where_it_stands(form, name):
    roles, sources = STEPS[name]
    actor = staff()[sorted(roles)[0]]
    for state in set(State.values) - sources:
        Filing.objects.filter(pk=form.pk).update(state=state)
        messages = refusal(lambda: FILING.perform(form.now, name, actor, reason="示例:再试一次"))
        assert State(state).label in messages[0] and "刷新页面" in messages[0]
        assert form.now.state == state


def test_a_step_that_does_not_exist_is_refused(form):
    assert refusal(lambda: FILING.perform(form.now, "approve", form.filler)) == ["没有这一步。"]


@pytest.mark.parametrize("name", ["declare_nil", "undo_nil", "submit", "withdraw", "refuse", "confirm", "recall"])
def test_another_city_takes_no_step_even_where_its_duty_has_it(form, name):
    roles, sources = STEPS[name]
    stranger = a_person(sorted(roles)[0], a_city("伊春"))
    Filing.objects.filter(pk=form.pk).update(state=sorted(sources)[0])
    messages = refusal(lambda: FILING.perform(form.now, name, stranger, reason="示例:别的市"))
    assert "这是别的单位的填报。" in messages


@pytest.mark.parametrize("name", ["declare_nil", "refuse", "return"])
def test_steps_that_want_a_reason_are_refused_without_one(form, name):
    actor = staff()[sorted(STEPS[name][0])[0]]
    Filing.objects.filter(pk=form.pk).update(state=sorted(STEPS[name][1])[0])
    assert "要写明理由" in refusal(lambda: FILING.perform(form.now, name, actor, reason="  "))[0]


# the way through


def test_the_straight_way_leaves_a_row_and_an_audit_entry_a_step(form, world):
    form.filled().explained().sent().received().step("finalise", world.finaliser)
    steps = list(history(FILING, form.now).values_list("name", "source", "target"))
    assert steps == [
        ("begin", "empty", "filling"),
        ("submit", "filling", "confirming"),
        ("confirm", "confirming", "sent"),
        ("review", "sent", "reviewing"),
        ("receive", "reviewing", "received"),
        ("finalise", "received", "final"),
    ]
    codes = [f"filing.{name}" for name, _, _ in steps]
    entries = AuditEntry.objects.filter(action__in=codes, target_id=form.pk).order_by("pk")
    assert list(entries.values_list("action", flat=True)) == codes
    assert entries.get(action="filing.confirm").duty == "佳木斯市人力资源社会保障局 负责人"


def test_what_is_sent_is_frozen_cell_by_cell_blanks_of_text_too(form, world):
    form.filled().sent()
    frozen = {c.column: c.value for c in form.now.sent_version.cells.all()}
    typed = {c.column: c.value for c in Cell.objects.filter(row__filing=form.pk)}
    assert frozen == typed and len(frozen) == 7
    assert form.now.sent_version.confirmed_by == world.lead.account
    assert form.now.first_sent_at == MORNING


def test_a_begun_form_carries_the_filler_s_name_day_and_telephone(form):
    form.filler.account.phone = "0454-8123456"
    form.filler.account.save()
    form.typed({(form.now.rows.first().pk, "c3"): "1"})
    now = form.now
    assert (now.filler_name, now.filled_on, now.phone) == ("王某(示例)", MORNING.date(), "0454-8123456")


# what keeps a form from being sent


def test_blanks_a_failed_must_and_a_reason_owed_are_said_at_once(form, row):
    form.typed({(row.pk, "c6"): "12", (row.pk, "c7"): "14"})
    messages = refusal(form.handed_in)
    assert messages[0].startswith("还有 5 格空白")
    assert messages[1].startswith("强制审核未过:佳木斯技师学院:毕业生就业人数 14 人多于毕业生人数 12 人")


def test_a_failed_verify_wants_a_reason_that_holds_only_for_these_numbers(world):
    with clock.frozen(clock.at(2019, 12, 3, 9)):
        a_filing("佳木斯", "attachment2", "2019Y").filled().explained().sent().received()
    form = a_filing("佳木斯", "attachment2", "2020Y").filled()
    row = form.now.rows.first()
    form.typed({(row.pk, "c3"): "900"})
    assert any("审核要写说明" in text and "900" in text for text in refusal(form.handed_in))
    form.explained()
    form.typed({(row.pk, "c3"): "901"})
    assert any("901" in text for text in refusal(form.handed_in))
    assert form.explained().handed_in().now.state == State.CONFIRMING


def test_the_filler_does_not_confirm_in_whatever_duty(form):
    both = a_person(Role.FILLER, form.unit, name="李某(示例)")
    form.filler = both
    form.filled().handed_in()
    as_lead = with_duty(both.account, Role.LEAD, form.unit)
    assert "填表人不能确认自己填的表" in refusal(lambda: FILING.perform(form.now, "confirm", as_lead))[0]


def test_the_lead_refuses_with_a_reason_and_the_filler_goes_on(form, row):
    form.filled().handed_in().step("refuse", form.lead, reason="示例:请核对招收人数")
    assert form.now.state == State.FILLING
    assert history(FILING, form.now).last().reason == "示例:请核对招收人数"
    form.typed({(row.pk, "c4"): "1"}).sent()


def test_while_the_lead_decides_nothing_can_be_typed_and_the_filler_may_withdraw(form, row):
    form.filled().handed_in()
    with pytest.raises(Closed, match="可先撤回再改"):
        form.typed({(row.pk, "c4"): "1"})
    form.step("withdraw", form.filler).typed({(row.pk, "c4"): "1"})
    assert form.now.state == State.FILLING


# the nil return


def test_a_nil_return_goes_the_whole_way_and_counts_as_received(form):
    form.struck("示例:停招").nil("示例:本期没有应报的院校").sent().received()
    assert (form.now.nil, form.now.received_version.nil) == (True, True)
    assert form.now.received_version.cells.count() == 0


def test_a_nil_return_is_refused_where_numbers_stand(form, row):
    form.typed({(row.pk, "c3"): "5"})
    assert "表里已经有数" in refusal(lambda: form.nil("示例:本期没有"))[0]
    form.typed({(row.pk, "c3"): None}).nil("示例:本期没有").step("undo_nil", form.filler)
    assert (form.now.nil, form.now.nil_reason, form.now.state) == (False, "", State.FILLING)


def test_a_returned_nil_return_opens_the_whole_form(form, row):
    form.nil("示例:本期没有应报的院校").sent()
    form.returned([], "示例:佳木斯技师学院应当填报")
    assert gate(form.now, form.filler).whole
    form.step("undo_nil", form.filler)
    assert (form.now.state, form.now.nil) == (State.RETURNED, False)
    form.filled().sent().received()
    assert form.now.slips.get().state == Slip.State.CLOSED
    assert (form.now.received_version.nil, form.now.received_version.cells.count()) == (False, 7)


def test_a_returned_nil_return_may_also_be_stood_by(form):
    form.nil("示例:本期没有应报的院校").sent().returned([], "示例:请再核对")
    form.step("undo_nil", form.filler).nil("示例:核对无误,确无应报院校").sent().received()
    assert form.now.received_version.nil


# recall, return; corrections stand in test_corrections.py


def test_the_city_recalls_until_the_province_begins(form, row):
    form.filled().sent().step("recall", form.lead)
    assert (form.now.state, form.now.sent_version) == (State.FILLING, None)
    form.typed({(row.pk, "c4"): "1"}).sent()
    assert form.now.sent_version.number == 2
    form.in_review()
    assert "审核中" in refusal(lambda: form.step("recall", form.lead))[0]


def test_a_return_unlocks_only_the_marked_cells(form, row):
    form.filled().sent().returned([(row, "c3", "请核对"), (row, "c8", "")], "示例:两格请核对")
    slip = form.now.slips.get()
    assert (slip.state, slip.kind, slip.number, slip.year) == (Slip.State.OPEN, Slip.Kind.RETURN, 1, 2020)
    door = gate(form.now, form.filler)
    assert {c for c in ("c3", "c4", "c5", "c6", "c7", "c8", "c9") if door.allows(row.pk, c)} == {"c3", "c8"}
    with pytest.raises(AssertionError, match="不在退回单所列之内"):
        form.typed({(row.pk, "c4"): "1"})


def test_a_marked_row_unlocks_all_of_it_and_may_be_struck(form, row):
    form.filled().sent().returned([(row, "", "该校已停办")], "示例:请核对整行")
    assert gate(form.now, form.filler).allows(row.pk, "c9")


def test_a_slip_closes_item_by_item(form, row):
    form.filled().sent().returned([(row, "c3", ""), (row, "c8", "")], "示例:两格请核对")
    assert "还有 2 项未改" in refusal(form.handed_in)[0]
    form.typed({(row.pk, "c3"): "900"})
    slip = form.now.slips.get()
    assert "还有 1 项未改" in refusal(form.handed_in)[0]
    stand_by(slip, SlipItem.objects.get(slip=slip, column="c8").pk, "核对无误", form.filler)
    form.explained().sent()
    assert form.now.slips.get().state == Slip.State.ANSWERED
    form.received()
    closed = form.now.slips.get()
    assert (closed.state, closed.closed_at, form.now.received_version.number) == (Slip.State.CLOSED, MORNING, 2)


def test_a_second_return_closes_the_first_slip_and_numbers_on(form, row):
    form.filled().sent().returned([(row, "c3", "")], "示例:请核对")
    form.typed({(row.pk, "c3"): "900"}).explained().sent().returned([(row, "c3", "")], "示例:再请核对")
    assert list(form.now.slips.order_by("number").values_list("number", "state")) == [(1, "closed"), (2, "open")]


def test_a_recalled_answer_goes_back_to_the_open_slip(form, row):
    form.filled().sent().returned([(row, "c3", "")], "示例:请核对")
    form.typed({(row.pk, "c3"): "900"}).explained().sent().step("recall", form.filler)
    assert (form.now.state, form.now.slips.get().state) == (State.RETURNED, Slip.State.OPEN)
    assert form.now.sent_version.number == 1
    assert gate(form.now, form.filler).cells == {(row.pk, "c3")}


def test_a_return_wants_marks_of_this_form(form, row, world):
    form.filled().sent().in_review()
    assert "请先在表上勾出" in refusal(lambda: form.returned([], "示例:请核对"))[0]
    foreign = FilingRow.objects.exclude(filing=form.pk).first()
    assert "不在本表里" in refusal(lambda: form.returned([(foreign, "c3", "")], "示例:请核对"))[0]
    assert "不在本表里" in refusal(lambda: form.returned([(row, "c99", "")], "示例:请核对"))[0]
    assert not Slip.objects.exists()


def test_a_release_is_asked_before_receipt(world):
    third = a_filing("佳木斯", "attachment3", "2020Y").filled()
    row = third.now.rows.first()
    third.typed({(row.pk, "c19"): 0, (row.pk, "c20"): 0, (row.pk, "c21"): 4350, (row.pk, "c18"): 0})
    third.explained("示例:补发上年度生活费").sent().in_review()
    assert [one.finding.check for one in judge(third.now) if one.held] == ["A3-06"]
    assert refusal(third.received)[0].startswith("准强制未放行")
    third.released().received()
    assert third.now.state == State.RECEIVED


# around


def test_a_refused_step_leaves_nothing_behind(form, row):
    form.typed({(row.pk, "c3"): "5"})
    before = (form.now.revision, Transition.objects.count(), AuditEntry.objects.count())
    refusal(form.handed_in)
    assert (form.now.revision, Transition.objects.count(), AuditEntry.objects.count()) == before


def test_buttons_are_those_of_the_duty_and_state(form, world):
    def names(actor):
        return [step.name for step in FILING.available(form.now, actor)]

    assert names(world.clerk) == ["begin", "declare_nil"] and names(world.lead) == []
    form.filled().sent()
    assert names(world.clerk) == names(world.lead) == ["recall"]
    assert names(world.reviewer) == ["review"] and names(world.finaliser) == []
    form.received()
    assert names(world.clerk) == names(world.lead) == ["ask"]
    assert names(world.reviewer) == ["reopen"] and names(world.finaliser) == ["finalise"]


def test_blockers_say_the_same_as_the_refusal(form, row):
    form.typed({(row.pk, "c3"): "5"})
    assert FILING.blockers(form.now, "submit", form.filler) == refusal(form.handed_in)


def test_a_step_is_refused_to_somebody_whose_duty_has_ended(form):
    """The actor of a request is made from the duties of the day: without one there is no role."""
    nobody = type(form.filler)(form.filler.account, None)
    with pytest.raises(PermissionDenied):
        FILING.perform(form.now, "begin", nobody)


def test_the_province_reads_the_citys_reasons_where_it_marks_cells(client):
    filing = a_filing("佳木斯", "attachment3", "2020Y", clock.at(2020, 12, 1, 9)).filled()
    row = filing.row("桦南县")
    trained = row.cells.get(column="c5").value
    filing.typed({(row.pk, "c14"): trained + 12}).explained("示例:含上年结业本年取证的").sent().in_review()
    client.force_login(filing.reviewer.account)
    with clock.frozen(clock.at(2020, 12, 3, 9)):
        page = client.get(f"/filings/{filing.pk}/return/").content.decode()
    assert "市局说明:示例:含上年结业本年取证的(" in page
