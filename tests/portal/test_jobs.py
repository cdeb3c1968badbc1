"""Background jobs: taken once, tried a bounded number of times, cancelled, periodic; a killed worker's job is free."""

from datetime import timedelta

import psycopg2
import pytest
from django.db import connection, transaction

from portal import clock, jobs
from portal.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds(monkeypatch):
    """An empty registry of its own: a dict of kind to function."""
    known = {}
    monkeypatch.setattr(jobs, "_kinds", known)
    monkeypatch.setattr(jobs, "_periodic", {})
    return known


def run_again_now(row: Job) -> Job:
    """The pause before the next try is over."""
    Job.objects.filter(pk=row.pk).update(run_after=clock.real())
    jobs.run_pending()
    row.refresh_from_db()
    return row


def test_a_job_gets_its_arguments_and_is_done(kinds):
    seen = []
    kinds["add"] = lambda work, a, b: seen.append(a + b)
    row = jobs.enqueue("add", {"a": 3, "b": 4})
    assert jobs.run_pending() == 1
    row.refresh_from_db()
    assert (seen, row.state, row.tries) == ([7], Job.State.DONE, 1)
    assert row.finished_at is not None
    assert jobs.run_pending() == 0


def test_oldest_first_and_nothing_before_its_moment(kinds):
    seen = []
    kinds["note"] = lambda work, n: seen.append(n)
    jobs.enqueue("note", {"n": "later"}, run_after=clock.real() + timedelta(hours=1))
    for n in (1, 2, 3):
        jobs.enqueue("note", {"n": n})
    jobs.run_pending()
    assert seen == [1, 2, 3]


def test_a_key_is_queued_once(kinds):
    first = jobs.enqueue("x", {"n": 1}, key="period:2020H1")
    second = jobs.enqueue("x", {"n": 2}, key="period:2020H1")
    assert first.pk == second.pk
    assert Job.objects.get().args == {"n": 1}


def test_a_job_of_a_rolled_back_transaction_never_was(kinds):
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue("x")
        raise RuntimeError
    assert not Job.objects.exists()


def test_progress_is_seen_while_it_runs(kinds):
    def count(work):
        work.progress(40, total=100, message="第 40 行")
        row = Job.objects.get()
        assert (row.progress, row.total, row.message, row.state) == (40, 100, "第 40 行", Job.State.RUNNING)
        assert row.heartbeat_at is not None
        work.progress(100)

    kinds["count"] = count
    row = jobs.enqueue("count")
    jobs.run_pending()
    row.refresh_from_db()
    assert (row.state, row.progress, row.total) == (Job.State.DONE, 100, 100)


def test_a_failing_job_is_tried_again_and_then_given_up(kinds):
    def break_(work):
        raise KeyError("李某 230804199001011234")

    kinds["break"] = break_
    row = jobs.enqueue("break", max_tries=2)
    jobs.run_pending()
    row.refresh_from_db()
    assert (row.state, row.tries) == (Job.State.WAITING, 1)
    assert row.run_after > clock.real()
    row = run_again_now(row)
    assert (row.state, row.tries) == (Job.State.FAILED, 2)
    assert "KeyError" in row.message
    assert "李某" not in row.message  # no personal data in messages


def test_a_failure_that_no_try_would_mend_is_not_tried_again(kinds):
    def refuse(work):
        raise jobs.JobError("第 3 行没有姓名。")

    kinds["refuse"] = refuse
    row = jobs.enqueue("refuse")
    jobs.run_pending()
    row.refresh_from_db()
    assert (row.state, row.tries, row.message) == (Job.State.FAILED, 1, "第 3 行没有姓名。")


def test_cancelled_before_it_begins_and_at_its_next_report(kinds):
    done = []

    def long(work):
        for chunk in range(3):
            done.append(chunk)
            jobs.cancel(work.row.pk)
            work.progress(chunk)

    kinds["long"] = long
    waiting = jobs.enqueue("long")
    jobs.cancel(waiting.pk)
    running = jobs.enqueue("long")
    jobs.run_pending()
    assert done == [0]
    assert {row.state for row in Job.objects.filter(pk__in=[waiting.pk, running.pk])} == {Job.State.CANCELLED}


def test_a_stopping_worker_puts_the_job_back_uncounted(kinds):
    worker = jobs.Worker()

    def long(work):
        worker.stop()
        work.progress(1)

    kinds["long"] = long
    row = jobs.enqueue("long")
    worker.run_one()
    row.refresh_from_db()
    assert (row.state, row.tries) == (Job.State.WAITING, 0)


def test_an_unknown_kind_fails_with_its_name(kinds):
    row = jobs.enqueue("no.such")
    jobs.run_pending()
    row.refresh_from_db()
    assert row.state == Job.State.FAILED
    assert "no.such" in row.message


def test_a_job_in_another_workers_hands_is_left_alone_until_that_session_ends(kinds):
    kinds["x"] = lambda work: None
    row = jobs.enqueue("x")
    Job.objects.filter(pk=row.pk).update(state=Job.State.RUNNING, tries=1)
    other = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    other.cursor().execute("SELECT pg_advisory_lock(%s)", [jobs.LOCK_SPACE + row.pk])
    assert jobs.run_pending() == 0
    other.close()  # as after a kill -9
    assert jobs.run_pending() == 1
    row.refresh_from_db()
    assert (row.state, row.tries) == (Job.State.DONE, 2)


def test_a_job_that_kills_its_workers_ends(kinds):
    kinds["deadly"] = lambda work: pytest.fail("it must not run a fourth time")
    row = jobs.enqueue("deadly")
    Job.objects.filter(pk=row.pk).update(state=Job.State.RUNNING, tries=3)
    jobs.run_pending()
    row.refresh_from_db()
    assert row.state == Job.State.FAILED
    assert "3 次" in row.message


def test_a_tick_is_queued_once_whatever_the_number_of_workers(kinds):
    jobs.every(3600, "tick")
    kinds["tick"] = lambda work: None
    first, second = jobs.Worker(), jobs.Worker()
    first._tick()
    second._tick()
    first._tick()
    assert Job.objects.filter(kind="tick").count() == 1
    jobs.run_pending()
    jobs.Worker()._tick()  # started again within the same hour
    assert Job.objects.filter(kind="tick").count() == 1


def test_old_ticks_are_forgotten_and_what_people_asked_for_stays(kinds):
    jobs.every(60, "tick")
    kinds["tick"] = kinds["load"] = lambda work: None
    kinds["jobs.tidy"] = jobs.tidy
    jobs.enqueue("tick", key="tick:1")
    jobs.enqueue("load")
    jobs.run_pending()
    Job.objects.update(finished_at=clock.real() - 2 * jobs.KEEP)
    jobs.enqueue("jobs.tidy")
    jobs.run_pending()
    assert set(Job.objects.values_list("kind", flat=True)) == {"load", "jobs.tidy"}
