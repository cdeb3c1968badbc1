"""Every boundary minute of a period, changes of its moments, and extensions."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from portal import calendar, clock, jobs
from portal.actor import SYSTEM
from portal.models import AuditEntry, Job, Message, Transition
from portal.refusal import Refused
from reporting.jobs import open_periods
from reporting.models import Extension, Filing, Period, PeriodChange
from reporting.queries.gate import gate
from reporting.queries.periods import due_of, dues_of
from reporting.services import extensions, periods
from reporting.services.filling import Closed
from reporting.workflow_extensions import EXTENSION
from tests.builders.filings import a_filing, the_period
from tests.builders.world import the_world

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
OPENS, DUE, LOCKS = clock.at(2020, 11, 20), clock.at(2020, 12, 11), clock.at(2020, 12, 21)
REASON = "示例:省厅会议推迟一周召开"


@pytest.fixture
def world():
    return the_world()


@pytest.fixture
def form(world):
    with clock.frozen(OPENS):
        return a_filing("佳木斯", "attachment2", "2020Y")


@pytest.fixture
def period():
    return Period.objects.get(code="2020Y")


def type_one(form, text="12"):
    row = form.now.rows.first()
    return form.typed({(row.pk, "c3"): text})


def refused(act) -> list[str]:
    with pytest.raises(Refused) as found, transaction.atomic():
        act()
    return found.value.messages


# the boundaries of filling


def test_one_minute_before_it_opens_nothing_can_be_typed(form):
    with clock.frozen(OPENS - MINUTE), pytest.raises(Refused, match="2020年11月20日开放"):
        type_one(form)
    assert form.now.state == Filing.State.EMPTY


@pytest.mark.parametrize("moment", [OPENS, DUE - MINUTE, DUE, LOCKS - MINUTE])
def test_from_the_opening_minute_to_the_one_before_the_lock_it_can_be_typed(form, moment):
    with clock.frozen(moment):
        type_one(form)
    assert form.now.state == Filing.State.FILLING


def test_at_the_minute_of_the_lock_a_begun_form_is_shut(form):
    with clock.frozen(LOCKS - MINUTE):
        type_one(form)
    with clock.frozen(LOCKS), pytest.raises(Closed, match="2020年12月20日24时锁定.*申请延期"):
        type_one(form, "13")


@pytest.mark.parametrize(("moment", "late"), [(DUE - MINUTE, 0), (DUE, 1), (LOCKS - MINUTE, 10)])
def test_late_and_locked_are_two_things(form, moment, late):
    with clock.frozen(OPENS + timedelta(hours=9)):
        form.filled().explained()
    with clock.frozen(moment):
        form.sent()
    assert form.now.sent_version.days_late == late


def test_in_the_minute_of_the_lock_nothing_is_handed_in(form):
    with clock.frozen(OPENS + timedelta(hours=9)):
        form.filled().explained()
    with clock.frozen(LOCKS):
        assert any("锁定" in text for text in refused(form.handed_in))


def test_what_waits_for_the_lead_can_be_taken_back_after_the_lock_but_not_sent(form):
    with clock.frozen(LOCKS - MINUTE):
        form.filled().explained().handed_in()
    with clock.frozen(LOCKS):
        assert any("锁定" in text for text in refused(form.sent))


def test_the_slip_has_its_own_last_minute(form):
    with clock.frozen(DUE - MINUTE):
        form.filled().explained().sent()
    row = form.now.rows.first()
    with clock.frozen(LOCKS + timedelta(days=3, hours=10)):
        form.returned([(row, "c3", "")], "示例:请核对")
    until = form.now.slips.get().until
    assert until == LOCKS + timedelta(days=9)  # five whole days after the day it was opened
    with clock.frozen(until - MINUTE):
        assert gate(form.now, form.filler).allows(row.pk, "c3")
        assert not gate(form.now, form.filler).allows(row.pk, "c4")
    with clock.frozen(until), pytest.raises(Closed, match="修改期限.*已过"):
        type_one(form, "99")


# extensions


def granted(world, period, until, moment=DUE - MINUTE):
    with clock.frozen(moment):
        asked = extensions.ask(period, until, REASON, world.clerk)
        return EXTENSION.perform(asked, "grant", world.reviewer, until=until)


def test_an_extension_moves_the_due_minute_of_one_unit_and_the_lock_where_later(world, form, period):
    until = periods.end_of(date(2020, 12, 25))
    granted(world, period, until)
    with clock.frozen(until - MINUTE):
        form.filled().explained().sent()
        assert "锁定" in gate(a_filing("伊春", "attachment2", "2020Y").now, world.yichun).why
    assert form.now.sent_version.days_late == 0
    with clock.frozen(until):
        assert "12月25日24时锁定" in gate(a_filing("佳木斯", "attachment3", "2020Y").now, world.clerk).why


def test_a_short_extension_moves_the_due_date_only(world, form, period):
    until = periods.end_of(date(2020, 12, 15))
    granted(world, period, until)
    found = due_of(period, form.unit)
    assert (found.due_at, found.locks_at, found.extended) == (until, LOCKS, True)
    assert found.words == "11月20日开放,12月15日24时(已延期)截止,12月20日锁定"
    with clock.frozen(until):
        form.filled().explained().sent()
    assert form.now.sent_version.days_late == 1


def test_a_date_that_the_province_moves_later_wins_over_an_earlier_extension(world, form, period):
    granted(world, period, periods.end_of(date(2020, 12, 12)))
    with clock.frozen(OPENS):
        periods.change(period, {"due_at": periods.end_of(date(2020, 12, 14))}, REASON, world.reviewer)
    period.refresh_from_db()
    assert due_of(period, form.unit).due_at == period.due_at
    assert not dues_of(period)[form.unit.pk].extended


def test_the_province_may_grant_another_date_and_change_it_later(world, period):
    with clock.frozen(DUE - MINUTE):
        asked = extensions.ask(period, periods.end_of(date(2020, 12, 20)), REASON, world.clerk)
        given = periods.end_of(date(2020, 12, 15))
        found = EXTENSION.perform(asked, "grant", world.reviewer, until=given)
        assert (found.state, found.until) == (Extension.State.GRANTED, given)
        later = periods.end_of(date(2020, 12, 18))
        assert EXTENSION.perform(found, "change", world.reviewer, until=later, reason="再延三天").until == later
    steps = Transition.objects.filter(machine="extension", object_id=asked.pk)
    assert list(steps.values_list("name", "actor__name")) == [("grant", "李某(示例)"), ("change", "李某(示例)")]


def test_asking_and_the_answer_are_told_to_the_other_side(world, period):
    with clock.frozen(DUE - MINUTE):
        asked = extensions.ask(period, periods.end_of(date(2020, 12, 20)), REASON, world.clerk)
        EXTENSION.perform(asked, "refuse", world.reviewer, reason="示例:数据已经齐了")
    assert Message.objects.get(account=world.reviewer.account).text.startswith("佳木斯市人力资源社会保障局申请")
    answers = Message.objects.filter(text__contains="延期申请未批准:示例:数据已经齐了")
    assert set(answers.values_list("account", flat=True)) == {world.clerk.account.pk, world.lead.account.pk}


@pytest.mark.parametrize(
    ("until", "reason", "says"),
    [
        (date(2020, 12, 10), REASON, "要晚于本期截止(2020年12月10日24时)"),
        (date(2020, 12, 15), "太忙", "至少写 6 个字"),
        (date(2021, 1, 20), REASON, "最晚可延至2021年1月19日24时(本期锁定后 30 天)"),
    ],
)
def test_an_extension_that_makes_no_sense_is_refused(world, period, until, reason, says):
    with clock.frozen(DUE - MINUTE):
        messages = refused(lambda: extensions.ask(period, periods.end_of(until), reason, world.clerk))
    assert any(says in text for text in messages)
    assert not Extension.objects.exists()


def test_no_extension_before_the_opening_minute_and_after_its_own_last(world, period):
    until = periods.end_of(date(2020, 12, 15))
    with clock.frozen(OPENS - MINUTE):
        assert any("开放后才能申请" in t for t in refused(lambda: extensions.ask(period, until, REASON, world.clerk)))
    with clock.frozen(until):
        assert any("已经过去" in t for t in refused(lambda: extensions.ask(period, until, REASON, world.clerk)))
    with clock.frozen(until - MINUTE):
        assert extensions.ask(period, until, REASON, world.clerk).state == Extension.State.ASKED


def test_one_live_extension_a_unit(world, period):
    until = periods.end_of(date(2020, 12, 15))
    with clock.frozen(OPENS):
        extensions.ask(period, until, REASON, world.clerk)
        assert any("已有一份" in t for t in refused(lambda: extensions.ask(period, until, REASON, world.clerk)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Extension.objects.create(
            period=period, unit=world.clerk.organisation, until=until, reason=REASON, asked_by=world.clerk.account,
            asked_at=OPENS,
        )  # fmt: skip


def test_only_a_city_asks_and_only_the_province_grants(world, period):
    until = periods.end_of(date(2020, 12, 15))
    with clock.frozen(OPENS):
        with pytest.raises(PermissionDenied):
            extensions.ask(period, until, REASON, world.reviewer)
        asked = extensions.ask(period, until, REASON, world.clerk)
        for actor in (world.clerk, world.lead, world.yichun, world.data_admin):
            with pytest.raises(PermissionDenied):
                EXTENSION.perform(asked, "grant", actor, until=until)


def test_a_granted_extension_is_not_seen_by_another_city(world, period):
    one = granted(world, period, periods.end_of(date(2020, 12, 15)))
    assert list(Extension.objects.visible_to(world.clerk.scope)) == [one]
    assert not Extension.objects.visible_to(world.yichun.scope)
    assert list(Extension.objects.visible_to(world.reviewer.scope)) == [one]


# periods


def test_periods_come_from_the_rule_once():
    Period.objects.all().delete()
    with clock.frozen(clock.at(2020, 12, 3)):
        assert periods.generate(SYSTEM) == 6
        assert periods.generate(SYSTEM) == 0
    codes = list(Period.objects.order_by("due_at").values_list("code", flat=True))
    assert codes == ["2019H1", "2019Y", "2020H1", "2020Y", "2021H1", "2021Y"]


def test_a_changed_period_is_left_alone_by_the_next_load(world, period):
    with clock.frozen(OPENS):
        periods.change(period, {"due_at": periods.end_of(date(2020, 12, 14))}, REASON, world.reviewer)
        periods.generate(SYSTEM)
    assert Period.objects.get(code="2020Y").due_at == periods.end_of(date(2020, 12, 14))


def test_a_change_keeps_old_new_and_reason_and_is_audited(world, period):
    the_period("2020Y")
    before = Filing.objects.filter(period=period).values_list("revision", flat=True)[0]
    with clock.frozen(OPENS):
        moments = {"due_at": periods.end_of(date(2020, 12, 14)), "counts_to": period.counts_to}
        periods.change(period, moments, REASON, world.reviewer)
    change = PeriodChange.objects.get()
    assert (change.field, change.old, change.new) == ("due_at", "2020年12月10日24时", "2020年12月14日24时")
    assert (change.reason, change.by, change.at) == (REASON, world.reviewer.account, OPENS)
    entry = AuditEntry.objects.get(action="period.change")
    assert entry.detail["from"] == "2020年12月10日24时" and entry.detail["reason"] == REASON
    assert set(Filing.objects.filter(period=period).values_list("revision", flat=True)) == {before + 1}


@pytest.mark.parametrize(
    ("moments", "reason", "says"),
    [
        ({"due_at": clock.at(2020, 12, 15)}, "改", "至少写 6 个字"),
        ({"due_at": clock.at(2020, 12, 25)}, REASON, "锁定不能早于截止(2020年12月24日24时)"),
        ({"due_at": clock.at(2020, 11, 20)}, REASON, "开放时间要早于截止"),
        ({"counts_from": date(2020, 12, 1)}, REASON, "起日要早于止日"),
        ({"due_at": DUE}, REASON, "没有变"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_with_what_is_wrong(world, period, moments, reason, says):
    with clock.frozen(OPENS - MINUTE):
        messages = refused(lambda: periods.change(period, moments, reason, world.reviewer))
    assert any(says in text for text in messages)
    period.refresh_from_db()
    assert period.due_at == DUE and not PeriodChange.objects.exists()


def test_nobody_becomes_late_or_is_locked_out_after_the_fact(world, period):
    with clock.frozen(clock.at(2020, 12, 8)):
        moments = {"due_at": clock.at(2020, 12, 7), "locks_at": clock.at(2020, 12, 7, 12)}
        messages = refused(lambda: periods.change(period, moments, REASON, world.reviewer))
        assert [text for text in messages if "不能改到现在以前" in text] == messages and len(messages) == 2
        moments = {"opens_at": clock.at(2020, 12, 9)}
        messages = refused(lambda: periods.change(period, moments, REASON, world.reviewer))
        assert messages == ["本期已经开放,开放时间不能改到以后。"]


def test_a_change_of_the_lock_opens_the_minute_again(world, form, period):
    with clock.frozen(LOCKS):
        assert not gate(form.now, form.filler).open
        periods.change(period, {"locks_at": LOCKS + timedelta(days=1)}, REASON, world.reviewer)
        assert gate(form.now, form.filler).open


def test_only_the_province_changes_the_calendar(world, period):
    for actor in (world.clerk, world.lead, world.data_admin, world.auditor):
        with clock.frozen(OPENS), pytest.raises(PermissionDenied):
            periods.change(period, {"due_at": clock.at(2020, 12, 15)}, REASON, actor)


@pytest.mark.parametrize(("moment", "made"), [(OPENS - MINUTE, 0), (OPENS, 26), (LOCKS - MINUTE, 26), (LOCKS, 0)])
def test_filings_are_made_from_the_opening_minute_to_the_lock(moment, made):
    with clock.frozen(moment):
        assert open_periods() == made
        assert open_periods() == 0


def test_the_worker_opens_filings_by_itself():
    with clock.frozen(OPENS):
        jobs.enqueue("reporting.open_filings")
        jobs.run_pending()
    assert Job.objects.get(kind="reporting.open_filings").state == Job.State.DONE
    assert Filing.objects.filter(period__code="2020Y").count() == 26


# pages


def browse(client, actor):
    client.force_login(actor.account)
    return client


def test_the_calendar_prints_moments_reading_weekday_history(client, world, period):
    until = periods.end_of(date(2020, 12, 25))
    granted(world, period, until)
    with clock.frozen(clock.at(2020, 12, 3, 9)):
        periods.change(period, {"locks_at": LOCKS + timedelta(days=1)}, REASON, world.reviewer)
        page = browse(client, world.clerk).get("/calendar/").content.decode()
    assert "按当日24时" in page and "遇周末不顺延" in page
    assert "2020年12月10日24时(星期四)" in page
    assert "2019年12月1日至2020年11月30日" in page
    assert "2020年12月20日24时 改为 <b>2020年12月21日24时</b>" in page and REASON in page
    assert "延至 <b>2020年12月25日24时</b>" in page
    assert "王某(示例)" in page and "李某(示例) 12月10日 23:59 批准延期" in page


def test_a_city_asks_and_the_province_grants_on_the_page(client, world, period):
    with clock.frozen(clock.at(2020, 12, 9, 9)):
        answer = browse(client, world.clerk).post(
            "/calendar/2020Y/extension/", {"until": "2020-12-16", "reason": REASON}, follow=True
        )
        assert "延期申请已送省厅" in answer.content.decode()
        asked = Extension.objects.get()
        assert asked.until == periods.end_of(date(2020, 12, 16))
        browse(client, world.reviewer).post(f"/extensions/{asked.pk}/grant/", {"until": "2020-12-14"})
    asked.refresh_from_db()
    assert (asked.state, calendar.deadline(asked.until)) == (Extension.State.GRANTED, "12月14日24时")


def test_the_province_changes_a_date_on_the_page_and_a_wrong_one_is_said(client, world, period):
    fields = {
        "counts_from": "2019-12-01", "counts_to": "2020-11-30", "opens_at": "2020-11-20", "locks_at": "2020-12-20",
        "reason": REASON,
    }  # fmt: skip
    with clock.frozen(clock.at(2020, 12, 3, 9)):
        browser = browse(client, world.reviewer)
        wrong = browser.post("/calendar/2020Y/", fields | {"due_at": "2020-12-32"})
        assert wrong.status_code == 422 and "2020-12-32" in wrong.content.decode()
        browser.post("/calendar/2020Y/", fields | {"due_at": "2020-12-14"})
    period.refresh_from_db()
    assert period.due_at == periods.end_of(date(2020, 12, 14))
    assert PeriodChange.objects.count() == 1


def test_strangers_and_wrong_words_on_the_calendar(client, world, period):
    with clock.frozen(clock.at(2020, 12, 3, 9)):
        assert browse(client, world.clerk).get("/calendar/2020Y/").status_code == 403
        assert browse(client, world.reviewer).get("/calendar/2099Y/").status_code == 404
        assert browse(client, world.reviewer).post("/extensions/1/grant/").status_code == 404
