"""Two people at the same moment. Each was seen to fail with its lock taken out, in a scratch copy (2026-11-24):

``select_for_update`` out of portal.workflow.Machine.perform: both confirmations went through; the second receipt got as
far as the database's own refusal (IntegrityError); a receipt and a return both went through.
``select_for_update`` out of reporting.services.filling: two people on one cell were both told 已保存 and one number was
gone; the second person's first number was refused; a form with a failed 强制 was sent while the save was stored.
``select_for_update`` out of reporting.services.opening and .extensions, the advisory lock out of .slips: the second
worker, asking or slip ended with an IntegrityError instead of an answer.
"""

import pytest

from portal import clock
from portal.models import Role, Transition
from portal.refusal import Refused
from reporting.models import Cell, Extension, Filing, FilingVersion, Period, Slip
from reporting.services import extensions
from reporting.services.filling import Closed, Edit
from reporting.services.opening import open_filings
from reporting.services.periods import end_of
from reporting.services.slips import Marked
from reporting.workflows import FILING, type_cells
from tests.builders.filings import a_filing
from tests.builders.people import a_person
from tests.builders.places import the_province
from tests.builders.world import the_world
from tests.concurrency.together import failures, together

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = clock.at(2020, 12, 3, 9)
TRIES = 5  # a race that is lost one time in three is seen


@pytest.fixture
def form():
    with clock.frozen(MORNING):
        the_world()
        yield a_filing("佳木斯", "attachment2", "2020Y")


def steps(form, name: str) -> int:
    return Transition.objects.filter(machine="filing", object_id=form.pk, name=name).count()


def test_two_confirmations_make_one_version(form):
    second = a_person(Role.LEAD, form.unit)
    form.filled().explained().handed_in()
    now = form.now
    outcomes = together(
        MORNING, lambda: FILING.perform(now, "confirm", form.lead), lambda: FILING.perform(now, "confirm", second)
    )
    (refused,) = failures(outcomes)
    assert isinstance(refused, Refused) and "已上报" in str(refused)
    assert FilingVersion.objects.filter(filing=form.pk).count() == 1
    assert steps(form, "confirm") == 1 and form.now.state == Filing.State.SENT


def test_two_receipts_receive_once(form):
    second = a_person(Role.REVIEWER, the_province())
    form.filled().explained().sent().in_review()
    now = form.now
    outcomes = together(
        MORNING, lambda: FILING.perform(now, "receive", form.reviewer), lambda: FILING.perform(now, "receive", second)
    )
    (refused,) = failures(outcomes)
    assert isinstance(refused, Refused) and "已接收" in str(refused)
    assert steps(form, "receive") == 1 and form.now.state == Filing.State.RECEIVED


def test_a_receipt_and_a_return_at_once_leave_one_of_them(form):
    form.filled().explained().sent().in_review()
    now, row = form.now, form.now.rows.first()
    marks = [Marked(row.pk, "c3")]
    outcomes = together(
        MORNING,
        lambda: FILING.perform(now, "receive", form.reviewer),
        lambda: FILING.perform(now, "return", form.reviewer, reason="示例:请核对", marks=marks),
    )
    assert len(failures(outcomes)) == 1 and isinstance(failures(outcomes)[0], Refused)
    returned = form.now.state == Filing.State.RETURNED
    assert Slip.objects.filter(filing=form.pk).count() == (1 if returned else 0)
    assert (form.now.received_version is None) == returned


def test_two_people_on_one_cell_one_is_told_of_the_other(form):
    second = a_person(Role.FILLER, form.unit)
    row = form.now.rows.first()
    form.typed({(row.pk, "c4"): "1"})  # begun: both find the form open
    for version, column in enumerate(["c3", "c5", "c6", "c7", "c8"][:TRIES]):
        now = form.now
        outcomes = together(
            MORNING,
            lambda now=now, column=column: type_cells(now, [Edit(row.pk, column, "10", 0)], form.filler),
            lambda now=now, column=column: type_cells(now, [Edit(row.pk, column, "20", 0)], second),
        )
        assert failures(outcomes) == [], version
        saved = [one for one in outcomes if one.saved]
        told = [one for one in outcomes if one.conflicts]
        assert (len(saved), len(told)) == (1, 1)
        cell = Cell.objects.get(row=row, column=column)
        assert cell.value == saved[0].saved[0].value and cell.version == 1
        assert told[0].conflicts[0].theirs == f"{cell.value:.0f}"


def test_the_first_number_of_two_people_begins_the_form_once(form):
    second = a_person(Role.FILLER, form.unit)
    now, row = form.now, form.now.rows.first()
    outcomes = together(
        MORNING,
        lambda: type_cells(now, [Edit(row.pk, "c3", "10", 0)], form.filler),
        lambda: type_cells(now, [Edit(row.pk, "c4", "5", 0)], second),
    )
    assert failures(outcomes) == []
    assert steps(form, "begin") == 1
    assert Cell.objects.filter(row=row).count() == 2


def test_a_save_while_sending_comes_before_the_checks_or_not_at_all(form):
    """The save breaks a 强制 check: it is stored and the form not sent, or refused and the form sent."""
    form.filled().explained()
    second = a_person(Role.FILLER, form.unit)
    row = form.now.rows.first()

    def send(now):
        FILING.perform(now, "submit", form.filler)
        return FILING.perform(now, "confirm", form.lead)

    for number in range(TRIES):
        before = Cell.objects.get(row=row, column="c7")
        now, save = form.now, [Edit(row.pk, "c7", "9999", before.version)]
        sent, typed = together(
            MORNING, lambda now=now: send(now), lambda now=now, save=save: type_cells(now, save, second)
        )
        stands = Cell.objects.get(row=row, column="c7").value
        if isinstance(typed, Closed):
            assert form.now.state == Filing.State.SENT, number
            assert form.now.sent_version.cells.get(row=row, column="c7").value == stands == before.value
            form.step("recall", form.lead)
        else:
            assert isinstance(sent, Refused) and form.now.state == Filing.State.FILLING, (number, sent)
            assert (stands, typed.saved[0].value) == (9999, 9999)
            form.typed({(row.pk, "c7"): before.value})


def test_two_returns_of_two_forms_get_two_numbers(form):
    other = a_filing("伊春", "attachment2", "2020Y")
    for one in (form, other):
        one.filled().explained().sent().in_review()

    def send_back(one):
        row = one.now.rows.first()
        return FILING.perform(one.now, "return", one.reviewer, reason="示例:请核对", marks=[Marked(row.pk, "c3")])

    assert failures(together(MORNING, lambda: send_back(form), lambda: send_back(other))) == []
    assert sorted(Slip.objects.values_list("number", flat=True)) == [1, 2]


def test_two_workers_open_a_period_once():
    period = Period.objects.get(code="2020Y")
    outcomes = together(MORNING, lambda: open_filings(period), lambda: open_filings(period))
    assert sorted(outcomes) == [0, 26]
    assert Filing.objects.filter(period=period).count() == 26


def test_two_askings_make_one_extension(form):
    second = a_person(Role.FILLER, form.unit)
    period, until = form.now.period, end_of(clock.at(2020, 12, 20).date())
    outcomes = together(
        MORNING,
        lambda: extensions.ask(period, until, "示例:数据未齐,申请延期", form.filler),
        lambda: extensions.ask(period, until, "示例:我也来申请延期", second),
    )
    (refused,) = failures(outcomes)
    assert isinstance(refused, Refused) and "已有一份延期申请" in str(refused)
    assert Extension.objects.count() == 1
