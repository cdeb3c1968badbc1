"""Work that takes longer than a request: rows in the database, run by `manage.py worker`.

A worker takes a job by an advisory lock on the very session that does the work, so that a killed worker's job is free
at once, and a worker whose session is lost cannot go on writing. Jobs are therefore run at least once: a job works in
bounded chunks, each its own transaction, that may be repeated.

    @job("roster.load")
    def load(work: Work, batch_id: int): ...
    enqueue("roster.load", {"batch_id": 7})      # runs after the caller's transaction has committed
    every(60, "audit.seal")                      # a periodic job, queued once per tick however many workers there are
"""

import logging
import os
import select
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connection, transaction

from portal import clock
from portal.models import Job

logger = logging.getLogger("portal.jobs")
LOCK_SPACE = 0x4A4F42 << 40  # "JOB": keeps our advisory locks apart from anybody else's
CHANNEL = "portal_jobs"
POLL = 1.0  # seconds: the longest wait for a job whose moment has come
KEEP = timedelta(days=2)  # finished ticks of periodic jobs
OPEN = [Job.State.WAITING, Job.State.RUNNING]

_kinds: dict[str, Callable] = {}
_periodic: dict[str, int] = {}


class JobError(Exception):
    """A failure that no second try would mend; its text is shown to the person who waits for the job."""


class Cancelled(Exception):
    """Raised by Work.progress when somebody cancelled the job."""


class Stopping(Exception):
    """Raised by Work.progress when the worker is to end: the job goes back into the queue, its try not counted."""


def job(kind: str) -> Callable:
    """Register a function ``run(work, **args)`` under ``kind``."""

    def register(run: Callable) -> Callable:
        if kind in _kinds:
            raise ValueError(f"job {kind!r} is registered twice")
        _kinds[kind] = run
        return run

    return register


def every(seconds: int, kind: str) -> None:
    """Queue ``kind`` (without arguments) once every ``seconds`` while a worker runs; missed ticks are not made up."""
    _periodic[kind] = seconds


def enqueue(
    kind: str, args: dict | None = None, key: str | None = None, run_after: datetime | None = None, max_tries: int = 3
) -> Job:
    """Add a job in the caller's transaction. A ``key`` that is already there adds nothing: that job is returned."""
    now = clock.real()
    values = {"kind": kind, "args": args or {}, "run_after": run_after or now, "created_at": now}
    row = Job(key=key, max_tries=max_tries, **values)
    if key is None:
        row.save(force_insert=True)
    else:
        Job.objects.bulk_create([row], ignore_conflicts=True)
        row = Job.objects.get(key=key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return row


def cancel(job_id: int) -> None:
    """Ask a job to end: at its next progress report, or before it begins."""
    Job.objects.filter(pk=job_id, state__in=OPEN).update(cancel_requested=True)


@dataclass
class Work:
    """What a running job knows of itself."""

    row: Job
    stopping: Callable[[], bool]

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Report between two chunks. Raises Cancelled or Stopping; inside a transaction nobody would see the report."""
        values = {"progress": done, "heartbeat_at": clock.real(), "message": message}
        if total is not None:
            values["total"] = total
        Job.objects.filter(pk=self.row.pk).update(**values)
        if Job.objects.filter(pk=self.row.pk, cancel_requested=True).exists():
            raise Cancelled
        if self.stopping():
            raise Stopping


class Worker:
    """Takes jobs one after another until told to stop."""

    def __init__(self):
        self.stopped = False
        self._ticks: dict[str, int] = {}
        self._woken, self._wake = os.pipe()

    def stop(self, *_signal) -> None:
        """A signal handler: end after the current chunk."""
        self.stopped = True
        os.write(self._wake, b"!")  # a wait goes on after a signal handler, unless something to read arrives

    def run(self) -> None:
        """Until stopped. A database that is away is waited for."""
        while not self.stopped:
            try:
                self._tick()
                if not self.run_one():
                    self._wait()
            except (OperationalError, InterfaceError) as error:
                logger.warning("数据库暂时不可用 / the database is away: %s", str(error).strip().splitlines()[0])
                connection.close()
                select.select([self._woken], [], [], POLL)

    def run_one(self) -> bool:
        """Take and run the oldest job that is due; False where there is none."""
        due = Job.objects.filter(state__in=OPEN, run_after__lte=clock.real()).order_by("run_after", "pk")
        for pk in due.values_list("pk", flat=True)[:50]:
            if not _locked("pg_try_advisory_lock", pk):
                continue
            try:
                row = Job.objects.filter(pk=pk, state__in=OPEN, run_after__lte=clock.real()).first()
                if row is not None:
                    self._run(row)
                    return True
            finally:
                if connection.connection is not None and not connection.connection.closed:
                    _locked("pg_advisory_unlock", pk)
        return False

    def _run(self, row: Job) -> None:
        if row.cancel_requested:
            return _finish(row, Job.State.CANCELLED, "已取消")
        if row.tries >= row.max_tries:  # its last worker died with it
            return _finish(row, Job.State.FAILED, f"试了 {row.tries} 次未能完成,不再重试")
        if row.kind not in _kinds:
            return _finish(row, Job.State.FAILED, f"没有名为 {row.kind} 的任务")
        row.tries += 1
        _save(row, state=Job.State.RUNNING, tries=row.tries, heartbeat_at=clock.real())
        try:
            _kinds[row.kind](Work(row, lambda: self.stopped), **row.args)
        except Cancelled:
            _finish(row, Job.State.CANCELLED, "已取消")
        except Stopping:
            _save(row, state=Job.State.WAITING, tries=row.tries - 1)
        except JobError as error:
            _finish(row, Job.State.FAILED, str(error))
        except (OperationalError, InterfaceError):
            raise  # the session and with it the lock are gone: the row stays as it is, to be taken again
        except Exception as error:  # noqa: BLE001 a job may fail in any way; the worker must not
            _failed(row, error)
        else:
            row.refresh_from_db(fields=["message"])
            _finish(row, Job.State.DONE, row.message)

    def _tick(self) -> None:
        for kind, seconds in _periodic.items():
            tick = int(clock.real().timestamp()) // seconds
            if self._ticks.get(kind) == tick:
                continue
            self._ticks[kind] = tick
            if not Job.objects.filter(kind=kind, key__isnull=False, state__in=OPEN).exists():
                enqueue(kind, key=f"{kind}:{tick}")

    def _wait(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        raw = connection.connection
        select.select([raw, self._woken], [], [], POLL)
        with connection.wrap_database_errors:
            raw.poll()
        raw.notifies.clear()


def run_pending() -> int:
    """Run every job that is due, in this process; how many there were. For tests and commands."""
    worker, count = Worker(), 0
    while worker.run_one():
        count += 1
    return count


@job("jobs.tidy")
def tidy(work: Work) -> None:
    """Forget the finished ticks of periodic jobs; jobs that a person asked for stay."""
    old = Job.objects.filter(kind__in=_periodic, state=Job.State.DONE, finished_at__lt=clock.real() - KEEP)
    while batch := list(old.values_list("pk", flat=True)[:5000]):
        with transaction.atomic():
            Job.objects.filter(pk__in=batch).delete()
        work.progress(work.row.progress + len(batch))


every(3600, "jobs.tidy")


def _failed(row: Job, error: Exception) -> None:
    """Log where it failed (no values: they may be a person's) and try again later, or give up."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    logger.error("job %s %s failed: %s at %s:%s", row.pk, row.kind, type(error).__name__, where.filename, where.lineno)
    reason = f"程序出错({type(error).__name__}),已记入日志"
    if row.tries >= row.max_tries:
        return _finish(row, Job.State.FAILED, reason)
    later = clock.real() + timedelta(seconds=10 * row.tries**2)
    _save(row, state=Job.State.WAITING, run_after=later, message=reason)


def _finish(row: Job, state: str, message: str) -> None:
    _save(row, state=state, message=message[:300], finished_at=clock.real())


def _save(row: Job, **values) -> None:
    Job.objects.filter(pk=row.pk).update(**values)


def _locked(function: str, pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK_SPACE + pk])
        return cursor.fetchone()[0]
