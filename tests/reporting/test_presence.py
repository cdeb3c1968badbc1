"""Two people on one form: the pulse of the page tells each where the other is and what the other saved."""

from datetime import timedelta

import pytest
from django.db.models import F

from portal import clock
from portal.jobs import run_pending
from portal.middleware import SEEN
from portal.models import AuditEntry, Job, Role
from reporting.models import Cell, CellMark, Filing, Presence
from reporting.presenters.presence import cursor
from reporting.queries.presence import others_on
from reporting.services import notes
from reporting.services.filling import Edit, set_not_applicable
from reporting.workflows import FILING, type_cells
from tests.builders.places import a_city, an_account
from tests.reporting.filed import a_period, a_reviewer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture
def form(bureau):
    return bureau.filing("attachment2", a_period("2020Y"))


@pytest.fixture
def row(form):
    return form.rows.first().pk


@pytest.fixture
def other(bureau):
    return an_account(Role.FILLER, bureau.unit)


def pulse(actor, form, at: str = "", since: str | None = None, **more):
    """One pulse of a page that has seen the form as it stands, or ``since``."""
    since = cursor(again(form)) if since is None else since
    headers = {"X-Portal-Poll": "1", "X-Requested-With": "fetch"}
    return signed_in(actor).post(f"/filings/{form.pk}/pulse/", {"at": at, "since": since} | more, headers=headers)


def typed(form, actor, row: int, **texts: str):
    """Numbers typed over whatever stands there."""
    held = {one.column: one.version for one in Cell.objects.filter(row=row)}
    type_cells(again(form), [Edit(row, key, text, held.get(key, 0)) for key, text in texts.items()], actor)


def again(form: Filing) -> Filing:
    return Filing.objects.select_related("edition", "period", "unit").get(pk=form.pk)


def wait(seconds: int):
    """Let everybody's last pulse be that much older, as the clock would have made it."""
    Presence.objects.update(until=F("until") - timedelta(seconds=seconds))


def test_alone_and_nothing_new_is_no_answer(form, bureau):
    answer = pulse(bureau.filler, form)
    assert (answer.status_code, answer.content) == (204, b"")


def test_each_sees_where_the_other_is(form, bureau, other, row):
    pulse(bureau.filler, form, at=f"{row}-c3")
    told = pulse(other, form, at=f"{row}-c4").json()
    assert told["others"] == [{"name": bureau.filler.name, "place": f"{row}-c3", "fills": True}]
    assert (told["every"], told["cells"]) == (5, [])
    assert [one["place"] for one in pulse(bureau.filler, form).json()["others"]] == [f"{row}-c4"]
    assert Presence.objects.count() == 2, "one line a person, however often they ask"


def test_the_province_is_named_with_its_duty_and_does_not_fill(form, bureau):
    reviewer = a_reviewer()
    pulse(reviewer, form)
    (seen,) = pulse(bureau.filler, form).json()["others"]
    assert seen == {"name": f"省审核 {reviewer.name}", "place": "", "fills": False}
    pulse(bureau.lead, form)
    assert {one["fills"] for one in pulse(bureau.filler, form).json()["others"]} == {False}


def test_what_another_saved_comes_as_the_page_shows_it(form, bureau, other, row):
    since = cursor(form)
    typed(form, bureau.filler, row, c6="12", c7="1400")
    told = pulse(other, form, since=since).json()
    assert told["cells"] == [
        {"row": row, "column": key, "text": text, "shown": shown, "version": 1, "na": False}
        | {"who": bureau.filler.name, "when": "09:00"}
        for key, text, shown in (("c6", "12", "12"), ("c7", "1400", "1,400"))
    ]
    assert told["totals"]["c7"] == {"text": "1,400", "missing": told["totals"]["c7"]["missing"]}
    assert (told["levels"][f"{row}-c7"], told["levels"][f"{row}-c3"]) == ("must", "")
    assert told["cursor"] == cursor(again(form)) != since
    assert pulse(other, form, since=told["cursor"]).status_code == 204


def test_ones_own_cells_are_not_told_back(form, bureau, other, row):
    typed(form, other, row, c3="9")
    since = cursor(form)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        typed(form, bureau.filler, row, c4="8")
        told = pulse(bureau.filler, form, since=since).json()
        assert [one["column"] for one in told["cells"]] == ["c3"]
        later = cursor(again(form))
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        typed(form, other, row, c5="7")
        told = pulse(bureau.filler, form, since=later).json()
        assert [one["column"] for one in told["cells"]] == ["c5"], "what was told before is not told again"


def test_a_pulse_that_says_nothing_readable_is_told_all(form, bureau, other, row):
    typed(form, bureau.filler, row, c3="9")
    revision = again(form).revision
    for since in ("", "x", "1.2.3.4", f"{revision}.{'9' * 40}.filling", "²"):
        told = pulse(other, form, at="<b>-", since=since).json()
        assert [one["column"] for one in told["cells"]] == ["c3"], since
    assert Presence.objects.get(account=other.account).place == ""


def test_not_applicable_and_marks_are_told(form, bureau, other, row):
    typed(form, bureau.filler, row, c3="9", c4="8")
    line = form.rows.first()
    notes.mark(form, [(row, "c3"), (row, "c4")], bureau.filler)
    since = cursor(again(form))
    typed(form, bureau.filler, row, c3="10")
    assert set_not_applicable(form, row, "c5", "示例:没有此项", bureau.filler) == ""
    told = pulse(other, form, since=since).json()
    assert {one["column"]: one["na"] for one in told["cells"]} == {"c3": False, "c4": False, "c5": True}
    assert CellMark.objects.filter(row=line).count() == 1
    assert told["checked"] == [f"{row}-c3", f"{row}-c5"]


def test_a_step_of_another_is_told_once(form, bureau, other):
    since = cursor(form)
    bureau.fill(form, 10)
    begun = cursor(again(form))
    FILING.perform(again(form), "submit", bureau.filler)
    assert "moved" not in pulse(other, form, since=since).json(), "the first number of one's own begins a form as well"
    told = pulse(other, form, since=begun).json()
    assert told["moved"] == "待负责人确认"
    assert pulse(other, form, since=told["cursor"]).status_code == 204


def test_who_is_silent_is_gone_and_forgotten(form, bureau, other):
    pulse(bureau.filler, form)
    wait(70)
    assert pulse(other, form).status_code == 200, "alone one asks once a minute"
    wait(10)
    assert [one.account for one in others_on(form, bureau.lead)] == [other.account]
    Job.objects.create(kind="reporting.forget_presence", run_after=clock.real(), created_at=clock.real())
    run_pending()
    assert [one.account for one in Presence.objects.all()] == [other.account]


def test_who_leaves_the_page_is_gone_at_once(form, bureau, other):
    pulse(bureau.filler, form)
    assert pulse(other, form).status_code == 200
    assert pulse(bureau.filler, form, gone="1").status_code == 204
    assert pulse(other, form).status_code == 204


def test_a_stranger_finds_nothing(form):
    stranger = an_account(Role.FILLER, a_city("哈尔滨"))
    assert pulse(stranger, form).status_code == 404
    assert not Presence.objects.exists()


def test_a_pulse_keeps_no_session_alive_and_leaves_no_trace_in_the_audit(form, bureau):
    client = signed_in(bureau.filler)
    client.get(f"/filings/{form.pk}/")
    session = client.session
    session[SEEN] -= 59 * 60
    session.save()
    entries, seen = AuditEntry.objects.count(), session[SEEN]
    url, headers = f"/filings/{form.pk}/pulse/", {"X-Portal-Poll": "1", "X-Requested-With": "fetch"}
    assert client.post(url, {"since": cursor(form)}, headers=headers).status_code == 204
    assert client.session[SEEN] == seen
    assert AuditEntry.objects.count() == entries
    session[SEEN] -= 2 * 60
    session.save()
    assert client.post(url, {"since": cursor(form)}, headers=headers).status_code == 401


def test_a_pulse_costs_the_same_for_two_and_for_many(form, bureau, other, django_assert_num_queries):
    client, ask = signed_in(bureau.filler), {"since": cursor(form)}
    pulse(other, form)
    client.post(f"/filings/{form.pk}/pulse/", ask)  # the first request of a session writes it
    for _ in range(2):
        with django_assert_num_queries(6):
            assert client.post(f"/filings/{form.pk}/pulse/", ask).status_code == 200
        for _ in range(3):
            pulse(an_account(Role.FILLER, bureau.unit), form)
