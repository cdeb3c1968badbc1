"""The demo world holds what the issue promises of it."""

import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from pairing.models import School
from portal import clock, identity
from portal.models import Account, Message, Organisation, Role, Transition
from reporting.models import Cell, Extension, Filing, FilingVersion, Issue, Period, RowTask, Slip, SlipItem
from reporting.queries.reasons import judge
from reporting.queries.sheet import checked
from reporting.services.periods import end_of
from tests.builders import demo
from tests.builders.demo_past import FINISHED
from tests.builders.places import the_school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]
CITIES = (
    "haerbin qiqihaer jixi hegang shuangyashan daqing yichun jiamusi qitaihe mudanjiang heihe suihua daxinganling"
).split()


def form(city: str, code: str, period: str = "2020Y") -> Filing:
    return Filing.objects.get(unit__region__name__startswith=city, form=code, period__code=period)


def test_accounts_are_those_that_the_issue_names():
    expected = ["province", "province-lead", "admin", "sysadmin", "secadmin", "auditor"]
    expected += CITIES + [f"{city}-lead" for city in CITIES] + [f"school-{number}" for number in range(1, 9)]
    expected += [f"county-{bureau.region_id}" for bureau in Organisation.objects.filter(kind="county")]
    found = Account.objects.filter(sample=True)
    assert sorted(found.values_list("username", flat=True)) == sorted(expected)
    assert len(expected) == 6 + 26 + 8 + 15


def test_every_invented_person_and_school_is_marked():
    assert all("(示例)" in account.name and account.sample for account in Account.objects.all())
    assert all(account.phone.startswith("138000") for account in Account.objects.all())
    invented = Organisation.objects.schools().filter(school__number=None)
    assert all("(示例)" in school.name and school.sample for school in invented)


def test_slips_are_numbered_as_they_came():
    slips = Slip.objects.exclude(number=None)
    by_number, by_time = slips.order_by("year", "number"), slips.order_by("opened_at")
    assert list(by_number) == list(by_time) and len(by_time) >= 5


def test_every_account_opens_with_the_one_password(settings):
    assert Account.objects.get(username="jiamusi").check_password(settings.DEMO_PASSWORD)
    assert Account.objects.values("password").distinct().count() == 1


def test_every_city_has_a_sample_institution_and_school_2_a_city_that_is_not_sure():
    cities = Counter(s.organisation.region.parent_id for s in School.objects.filter(number=None))
    assert len(cities) == 13
    second = the_school(2)
    assert second.organisation.get_seat_display() == "待确认" and "示例" in second.seat_source


@pytest.mark.parametrize("code", FINISHED)
@pytest.mark.parametrize("kind", ["attachment2", "attachment3"])
def test_earlier_periods_are_complete_and_issued(code, kind):
    found = Filing.objects.filter(period__code=code, form=kind)
    assert found.count() == 13
    assert found.exclude(received_version=None).count() == 13
    assert set(found.values_list("state", flat=True)) <= {"final", "received"}
    assert Issue.objects.get(form=kind, period__code=code).lines.count() == 13
    assert found.filter(nil=True).count() == (2 if kind == "attachment2" else 0)


def test_what_was_received_passes_its_checks():
    """No 强制 fails; whatever wants a reason has one."""
    for filing in Filing.objects.exclude(received_version=None).select_related("edition", "period", "unit"):
        judged = judge(filing)
        assert not [one.finding.message for one in judged if one.finding.level == "must" or one.waits], str(filing)
        assert checked(filing).progress.missing == 0


def test_finished_periods_want_few_reasons():
    """Plausible numbers: the checks are not set off by the demo itself."""
    finished = Filing.objects.filter(period__code__in=FINISHED).annotate(n=Count("explanations"))
    assert sum(one.n for one in finished) < 20


def test_the_running_period_has_a_city_in_every_state():
    found = Counter(Filing.objects.filter(period__code="2020Y").values_list("state", flat=True))
    assert set(found) == {"empty", "filling", "confirming", "sent", "reviewing", "returned", "received"}
    assert sum(found.values()) == 26
    assert (form("七台河", "attachment2").nil, form("七台河", "attachment2").state) == (True, "received")
    period = Period.objects.get(code="2020Y")
    assert (period.due_at - clock.now()).days == 7


def test_jiamusi_is_filling_with_a_failing_must_two_blanks_and_two_reasons_owed():
    filing = form("佳木斯", "attachment2")
    failed = judge(filing)
    assert filing.state == "filling"
    assert ["14" in one.finding.message for one in failed if one.finding.level == "must"] == [True]
    assert len([one for one in failed if one.waits]) == 2
    assert checked(filing).progress.missing == 2
    assert (checked(filing).progress.filled, checked(filing).progress.expected) == (30, 32)


def test_jiamusi_handed_three_rows_on_and_they_stand_in_three_states():
    tasks = RowTask.objects.filter(row__filing=form("佳木斯", "attachment3"))
    found = dict(tasks.values_list("row__label", "state"))
    assert found == {"桦南县": "confirmed", "桦川县": "returned", "汤原县": "handed"}
    assert RowTask.objects.filter(row__filing=form("佳木斯", "attachment3", "2020H1"), state="confirmed").count() == 4


def test_hegang_answers_a_return_of_two_cells_one_is_filed_again():
    filing = form("鹤岗", "attachment2")
    items = SlipItem.objects.filter(slip__filing=filing)
    assert filing.state == "returned"
    assert [bool(one.done_at) for one in items] == [True, False]


def test_reasons_are_owed_and_a_release_is_waited_for():
    assert any(one.waits for one in judge(form("伊春", "attachment2")))
    assert any(one.waits for one in judge(form("大庆", "attachment3")))
    assert [one.finding.check for one in judge(form("牡丹江", "attachment3")) if one.held] == ["A3-06"]


def test_heihe_asks_for_more_time_and_was_reminded():
    asked = Extension.objects.get(state="asked")
    assert asked.unit.region.name == "黑河市" and asked.period.code == "2020Y"
    people = Account.objects.get(username="heihe")
    assert Message.objects.filter(account=people, text__startswith="催报").exists()


def test_a_correction_after_the_issue_changed_one_number():
    filing = form("哈尔滨", "attachment2", "2019Y")
    issued = Issue.objects.get(form="attachment2", period__code="2019Y").lines.get(version__filing=filing).version
    assert filing.received_version.number == issued.number + 1


def test_no_personal_number_stands_in_a_reason():
    texts = Cell.objects.exclude(text="").values_list("text", flat=True)
    assert not any(map(identity.holds_personal, texts))
    assert not any(map(identity.holds_personal, SlipItem.objects.values_list("note", flat=True)))


def test_a_second_build_changes_nothing():
    before = (Account.objects.count(), Cell.objects.count(), Message.objects.count())
    assert demo.build("another password") is False
    assert (Account.objects.count(), Cell.objects.count(), Message.objects.count()) == before


def test_outside_of_demo_mode_the_command_refuses(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="演示模式"):
        call_command("build_demo")


def test_everybody_has_one_duty():
    roles = Counter(Account.objects.values_list("duties__role", flat=True))
    assert roles[Role.FILLER] == roles[Role.LEAD] == 13 and roles[Role.SCHOOL] == 8 and roles[Role.COUNTY] == 15


def test_the_figures_of_finished_periods_hold(capsys):
    """What the province's scripts read: thirteen cities, all received, every total the sum of its rows."""
    seen = 0
    for kind, code in [(kind, code) for kind in ("attachment2", "attachment3") for code in FINISHED]:
        call_command("figures", kind, code, "--json")
        found = json.loads(capsys.readouterr().out)
        assert (found["received"], found["expected"]) == (13, 13)
        assert len({row["city_code"] for row in found["rows"]} | set(found["nil"])) == 13
        for column in found["columns"]:
            values = [row["values"][column["key"]] for row in found["rows"]]
            present = [value for value in values if value is not None]
            assert found["total"][column["key"]] == (sum(present) if present else None)
            seen += len(present)
    assert seen > 2000


def test_nothing_is_sent_before_the_counted_time_is_over():
    versions = FilingVersion.objects.select_related("filing__period")
    early = [str(one.filing) for one in versions if one.sent_at < end_of(one.filing.period.counts_to)]
    assert early == [] and versions.count() > 80


def test_a_city_does_not_grow_by_being_divided_anew(capsys):
    households = []
    for code in FINISHED:
        call_command("figures", "attachment3", code, "--city", "230700", "--json")
        households.append(json.loads(capsys.readouterr().out)["total"]["c3"])
    assert max(households) < 1.25 * min(households), households


def test_nothing_happened_in_the_future_or_at_night():
    for step in Transition.objects.all():
        local = step.at.astimezone(clock.SHANGHAI)
        assert step.at <= clock.at(2020, 12, 3, 9) and 9 <= local.hour < 18, (step.machine, step.name, local)
