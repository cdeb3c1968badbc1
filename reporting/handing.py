"""Handing rows on as one act, and 催报 of those who have not confirmed."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from portal import access, audit, calendar, clock
from portal.actor import Actor
from portal.models import Organisation
from portal.refusal import Refused
from reporting.guards import own_unit
from reporting.models import Filing, FilingRow, RowTask
from reporting.permissions import FILL
from reporting.queries.gate import gate
from reporting.queries.tasks import can_be_handed, handed_before, lines, receivers, rows_out
from reporting.services.filling import lock
from reporting.workflow_tasks import TASK, tell_receiver

REMIND = audit.declare("filing.row_remind", "催报行任务")


@transaction.atomic
def hand_rows(filing: Filing, rows: list[FilingRow], until: date | None, note: str, actor: Actor) -> list[FilingRow]:
    """Hand these rows to whom they are about. All or none: Refused says whose cannot be."""
    locked = lock(filing.pk)  # first, as every save does: no row is typed into while it changes hands
    if not rows:
        raise Refused(["没有选中要交办的行。"])
    once = {"door": gate(locked, actor), "receivers": receivers(rows), "until": until, "note": note}
    for row in rows:
        task, _made = RowTask.objects.get_or_create(row=row)
        TASK.perform(task, "hand", actor, **once)
    return rows


@transaction.atomic
def take_step(task: RowTask, name: str, actor: Actor, **data) -> RowTask:
    """Any later step of one row, with the filing locked before it."""
    lock(task.row.filing_id)
    return TASK.perform(task, name, actor, **data)


def wanted_rows(filing: Filing, which: str, chosen: set[int]) -> list[FilingRow]:
    """The rows a person means: ``all`` that can be handed, those handed ``last`` period, or those ``chosen``."""
    rows = lines(filing)
    if which not in ("all", "last"):
        return [one for one in rows if one.pk in chosen]
    able = can_be_handed(rows)
    keys = handed_before(filing) if which == "last" else {one.key for one in rows}
    return [one for one in rows if one.pk in able and one.key in keys]


@dataclass
class Reminded:
    """What became of a 催报: rows whose people got it, those called today already, those with nobody to tell."""

    rows: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    nobody: list[str] = field(default_factory=list)


@transaction.atomic
def remind_rows(filing: Filing, actor: Actor) -> Reminded:
    """Tell everybody who has a row of this filing and has not confirmed it; once a day."""
    access.require(actor, FILL)
    locked = lock(filing.pk)
    problems = own_unit(locked, actor, {})
    if problems:
        raise Refused(problems)
    out, done = rows_out(locked), Reminded()
    there = receivers([one.row for one in out])
    for task in out:
        _remind(task, there.get(task.row_id), actor, done)
    if done.rows:
        audit.record(REMIND, actor, locked, {"rows": done.rows})
        Filing.objects.filter(pk=locked.pk).changed()  # the page says who was called
    return done


def _remind(task: RowTask, receiver: Organisation | None, actor: Actor, done: Reminded) -> None:
    label, now = task.row.label, clock.now()
    if task.reminded_at and task.reminded_at.astimezone(clock.SHANGHAI).date() == clock.today():
        done.already.append(label)
        return
    words = f"催报:{calendar.deadline(task.due_at)}截止,{calendar.left(task.due_at, now)},请抓紧填完并确认。"
    if receiver is None or not tell_receiver(task, receiver, words, actor):
        done.nobody.append(label)
        return
    RowTask.objects.filter(pk=task.pk).update(reminded_at=now)
    done.rows.append(label)
