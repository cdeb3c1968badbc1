"""Typing numbers: what is stored, what is refused, what is a conflict, and what the audit keeps of it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from portal import clock
from portal.models import AuditEntry
from portal.refusal import Refused
from reporting.models import Cell
from reporting.services import filling, rows
from reporting.services.filling import Closed, Edit
from reporting.workflows import type_cells
from tests.reporting.filed import DECEMBER, Bureau, a_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    with clock.frozen(DECEMBER):
        yield Bureau("佳木斯")


@pytest.fixture
def form(bureau):
    return bureau.filing("attachment2", a_period("2020Y"))


def typed(form, bureau, text, version=0, column="c3", row=None):
    row = row or form.rows.first()
    return type_cells(form, [Edit(row.pk, column, text, version)], bureau.filler)


def the_cell(form, column="c3"):
    return Cell.objects.get(row=form.rows.first(), column=column)


def test_the_first_number_begins_the_filing_and_is_stored(form, bureau):
    outcome = typed(form, bureau, "１,２３４ 人")
    assert [(c.value, c.version) for c in outcome.saved] == [(Decimal(1234), 1)]
    assert the_cell(form).value == 1234
    assert bureau.again(form).get_state_display() == "填报中"
    assert bureau.again(form).filler_name == bureau.filler.name


def test_a_refused_text_leaves_the_others_stored(form, bureau):
    row = form.rows.first()
    edits = [Edit(row.pk, "c3", "十二", 0), Edit(row.pk, "c4", "12", 0), Edit(row.pk, "c5", "12345678901234", 0)]
    outcome = type_cells(form, edits, bureau.filler)
    assert [edit.column for edit, _ in outcome.refused] == ["c3", "c5"]
    assert list(Cell.objects.filter(row=row).values_list("column", "value")) == [("c4", Decimal(12))]


def test_a_repeated_request_changes_nothing(form, bureau):
    typed(form, bureau, "5")
    before = AuditEntry.objects.filter(action="filing.cell").count()
    outcome = typed(form, bureau, "5")
    assert not outcome.conflicts and the_cell(form).version == 1
    assert AuditEntry.objects.filter(action="filing.cell").count() == before


def test_a_cell_that_somebody_changed_meanwhile_is_a_conflict(form, bureau):
    typed(form, bureau, "5")
    typed(form, bureau, "6", version=1)
    outcome = typed(form, bureau, "7", version=1)
    assert the_cell(form).value == 6
    [conflict] = outcome.conflicts
    assert (conflict.theirs, conflict.version, conflict.who) == ("6", 2, bureau.filler.name)


def test_blank_zero_and_not_applicable_are_three_things(form, bureau):
    row = form.rows.first()
    typed(form, bureau, "0")
    assert the_cell(form).value == 0
    typed(form, bureau, "", version=1)
    assert the_cell(form).value is None and not the_cell(form).not_applicable
    assert filling.set_not_applicable(form, row.pk, "c3", "示例:本期没有这一项", bureau.filler) == ""
    assert the_cell(form).value is None and the_cell(form).not_applicable


def test_the_audit_keeps_old_and_new(form, bureau):
    typed(form, bureau, "12")
    typed(form, bureau, "14", version=1)
    entry = AuditEntry.objects.filter(action="filing.cell").order_by("-pk").first()
    assert (entry.detail["old"], entry.detail["new"], entry.detail["column"]) == ("12", "14", "c3")
    assert entry.actor == bureau.filler.account


def test_nobody_types_into_a_filing_of_another_city(form, bureau):
    with pytest.raises(Closed, match="别的单位"):
        filling.record_cells(form, [Edit(form.rows.first().pk, "c3", "1", 0)], Bureau("鸡西").filler)
    assert not Cell.objects.exists()


def test_the_lead_does_not_fill(form, bureau):
    with pytest.raises(Closed, match="填表人"):
        filling.record_cells(form, [Edit(form.rows.first().pk, "c3", "1", 0)], bureau.lead)


def test_nothing_is_typed_before_the_period_opens(form, bureau):
    with clock.frozen(clock.at(2020, 11, 19, 23, 59)), pytest.raises(Refused, match="11月20日开放"):
        typed(form, bureau, "1")


def test_nothing_is_typed_after_the_lock(form, bureau):
    typed(form, bureau, "1")
    with clock.frozen(clock.at(2020, 12, 21)), pytest.raises(Closed, match="锁定"):
        typed(bureau.again(form), bureau, "2", version=1)
    assert the_cell(form).value == 1


def test_the_last_minute_before_the_lock_still_counts(form, bureau):
    with clock.frozen(clock.at(2020, 12, 20, 23, 59)):
        typed(form, bureau, "1")
    assert the_cell(form).value == 1


def test_a_row_with_numbers_is_not_struck(form, bureau):
    typed(form, bureau, "1")
    with pytest.raises(Refused, match="已经填了数"):
        rows.strike(bureau.again(form), form.rows.first(), "示例:停招", bureau.filler)


def test_a_struck_row_takes_no_numbers_until_taken_up_again(form, bureau):
    line = form.rows.first()
    rows.strike(bureau.again(form), line, "示例:停招", bureau.filler)
    outcome = typed(bureau.again(form), bureau, "3")
    assert "本期不填" in outcome.refused[0][1]
    rows.strike(bureau.again(form), line, "", bureau.filler)
    assert not typed(bureau.again(form), bureau, "3").refused


def test_the_database_itself_refuses_a_cell_in_a_closed_filing(form, bureau):
    row = form.rows.first()
    with pytest.raises(IntegrityError, match="cells are closed"):
        Cell.objects.create(row=row, column="c3", value=1, saved_at=clock.now())
