"""A row that changes hands while somebody works on it.

Without the filing's lock in reporting.handing, in a scratch copy (2026-11-24), a form went to its lead with a row out.
A number after a row was taken back needs more: there the step's own change of the filing waits for the save as well.
"""

from datetime import date

import pytest

from portal import clock
from portal.models import AuditEntry, Role
from portal.refusal import Refused
from reporting.handing import hand_rows, take_step
from reporting.models import Cell, Filing, RowTask
from reporting.services.filling import Closed, Edit
from reporting.workflows import FILING, type_cells
from tests.builders.filings import a_filing, someone
from tests.builders.places import a_county
from tests.builders.world import the_world
from tests.concurrency.together import failures, together

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = clock.at(2020, 12, 3, 9)
UNTIL = date(2020, 12, 8)
TRIES = 5


@pytest.fixture
def form():
    with clock.frozen(MORNING):
        the_world()
        yield a_filing("佳木斯", "attachment3", "2020Y")


def test_a_row_taken_back_takes_no_number_afterwards(form):
    county = someone(Role.COUNTY, a_county("桦南县"))
    row, filing = form.row("桦南"), form.now
    for number in range(TRIES):
        form.handed_on(["桦南"], UNTIL)
        edit = Edit(row.pk, "c3", str(number + 1), number)
        task = RowTask.objects.get(row=row)
        saved, _taken = outcomes = together(
            MORNING,
            lambda edit=edit: type_cells(filing, [edit], county),
            lambda task=task: take_step(task, "take_back", form.filler),
        )
        assert all(isinstance(one, Closed) for one in failures(outcomes))
        assert RowTask.objects.get(row=row).state == "home"
        last = AuditEntry.objects.filter(action__in=["filing.cell", "row_task.take_back"]).latest("pk")
        assert last.action == "row_task.take_back", "a number came after the row was taken back"
        if isinstance(saved, Closed):
            form.typed({(row.pk, "c3"): number + 1})


def test_a_form_is_not_handed_in_with_a_row_that_goes_out_at_the_same_moment(form):
    someone(Role.COUNTY, a_county("桦南县"))
    form.filled().explained()
    row, filing = form.row("桦南"), form.now
    for _ in range(TRIES):
        outcomes = together(
            MORNING,
            lambda: FILING.perform(filing, "submit", form.filler),
            lambda: hand_rows(filing, [row], UNTIL, "", form.filler),
        )
        (refused,) = failures(outcomes)
        assert isinstance(refused, Refused)
        if form.now.state == Filing.State.CONFIRMING:
            assert not RowTask.objects.filter(row=row).exclude(state="home").exists()
            form.step("withdraw", form.filler)
        else:
            form.row_step("桦南", "take_back", form.filler)


def test_three_counties_fill_their_rows_at_once(form):
    labels = ["桦南", "桦川", "汤原"]
    counties = [someone(Role.COUNTY, a_county(f"{label}县")) for label in labels]
    form.handed_on(labels, UNTIL)
    filing, lines = form.now, [form.row(label) for label in labels]

    def fill(row, county):
        type_cells(filing, [Edit(row.pk, key, "6", 0) for key in ("c3", "c4")], county)
        return take_step(row.task, "confirm", county, answer="示例:其余各格没有")

    outcomes = together(MORNING, *[lambda pair=pair: fill(*pair) for pair in zip(lines, counties, strict=True)])
    assert failures(outcomes) == []
    assert Cell.objects.filter(row__in=lines, value=6).count() == 6
    assert RowTask.objects.filter(row__in=lines, state="confirmed").count() == 3
