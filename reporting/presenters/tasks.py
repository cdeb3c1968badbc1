"""Rows handed on: the box of the city's form page, and what a school or county reads above its row."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from portal import access, calendar, clock
from portal.actor import Actor
from portal.components import Badge, Button
from portal.home import Todo
from reporting.models import Filing, FilingRow, RowTask
from reporting.permissions import FILL
from reporting.queries import tasks as read
from reporting.queries.gate import Gate
from reporting.workflow_tasks import latest_day

State = RowTask.State
TONES = {State.HOME: "quiet", State.HANDED: "warn", State.CONFIRMED: "good", State.RETURNED: "bad"}
TITLES = {"schools": "院校", "counties": "县(市、区)"}


def task_panel(actor: Actor, filing: Filing, door: Gate, files: dict[int, list[dict]]) -> dict | None:
    """«院校确认 1/3» with each row's state and files, and the form that hands rows on; None: nothing to hand."""
    if filing.edition.axis not in TITLES or filing.nil:
        return None
    rows = read.lines(filing)
    hands = access.may(actor, FILL) and door.open  # who is in 代录 only takes rows back
    able = read.can_be_handed(rows) if hands else {}
    tasks = [one.task for one in rows if read.state_of(one) != State.HOME]
    if not tasks and not able:
        return None
    before = read.handed_before(filing) if able else set()
    done = sum(one.state == State.CONFIRMED for one in tasks)
    return {
        "title": f"{TITLES[filing.edition.axis]}填报",
        "counted": f"已确认 {done}/{len(tasks)}" if tasks else "",
        "begun": bool(tasks),
        "lines": [
            _line(one, able, hands, door.open) | {"files": files.get(one.pk, [])}
            for one in rows
            if one.pk in able or read.state_of(one) != State.HOME
        ],
        "nobody": [one.label for one in rows if _nobody_there(one, able)] if hands else [],
        "fills": hands,
        "waiting": len(tasks) - done,
        "able": len(able),
        "again": sum(one.pk in able and one.key in before for one in rows),
        "until": f"{_usual_day(door):%Y-%m-%d}",
        "first": f"{clock.today():%Y-%m-%d}",
        "latest": f"{latest_day(door.due):%Y-%m-%d}",
    }


def _usual_day(door: Gate) -> date:
    """Two days before the city's own date, so that it can look at what comes in."""
    return max(clock.today(), latest_day(door.due) - timedelta(days=1))


def _line(row: FilingRow, able: dict, hands: bool, fills: bool) -> dict:
    state = read.state_of(row)
    task = row.task if state != State.HOME else None
    return {
        "row": row,
        "badge": task_badge(task) if task else None,
        "able": row.pk in able,
        "words": _words(task) if task else "",
        "may_take_back": fills and task is not None and task.out,
        "may_return": hands and state == State.CONFIRMED,
    }


def _nobody_there(row: FilingRow, able: dict) -> bool:
    """A row to be filled that is about somebody who cannot sign in."""
    return not row.struck and row.pk not in able and read.state_of(row) == State.HOME


def task_badge(task: RowTask) -> Badge:
    """The state of a row handed on, with what is overdue said."""
    if task.overdue:
        return Badge(f"{task.get_state_display()},已过期限", "bad")
    return Badge(task.get_state_display(), TONES[task.state])


def _words(task: RowTask) -> str:
    """Until when it is waited for, or who confirmed it and what they said."""
    if task.state == State.CONFIRMED:
        said = f",说明:{task.answer}" if task.answer else ""
        return f"{task.confirmed_by.name} {calendar.stamp(task.confirmed_at)} 确认{said}"
    due = f"{calendar.deadline(task.due_at)}截止,{calendar.left(task.due_at, clock.now())}"
    reminded = f",{calendar.stamp(task.reminded_at)} 已催报" if task.reminded_at else ""
    why = f";退回理由:{task.returned_for}" if task.returned_for else ""
    return due + reminded + why


def row_task(filing: Filing, row: FilingRow, actor: Actor, door: Gate, answer: str) -> dict | None:
    """For the row's page of the school or county that may confirm it: what is asked, and the note it wrote."""
    tasks = read.own_tasks(filing, actor.scope) if door.open else []
    task = next((one for one in tasks if one.row_id == row.pk and one.out), None)
    if task is None:
        return None
    return {
        "task": task,
        "answer": answer or task.answer,
        "due": f"{calendar.deadline(task.due_at)}截止,{calendar.left(task.due_at, clock.now())}",
    }


def row_todos(actor: Actor) -> Iterator[Todo]:
    """A school's or county's rows: to fill, sent back, or confirmed and waiting for the city."""
    tasks = list(read.waiting_tasks(actor.scope))
    yield from _together([one for one in tasks if one.out])
    for task in tasks:
        filing, due = task.row.filing, calendar.deadline(task.due_at)
        title = f"{filing.edition.mark} {filing.period} {task.row.label}"
        below = f"{filing.unit.region.name}交办" + (f":{task.returned_for or task.note}" if _said(task) else "")
        verb = "去填报" if task.out else "查看"
        url = reverse("filing-row", args=[filing.pk, task.row_id])
        left = calendar.left(task.due_at, clock.now()) if task.out else ""
        action = Button(verb, url, label=f"{verb} {title}")
        yield Todo(title, below, task_badge(task), due, left, action=action, mine=task.out)


def _together(tasks: list[RowTask]) -> Iterator[Todo]:
    """With more than one row in its hands: the page that has them all. The rows below are what is counted."""
    if len(tasks) > 1:
        due = tasks[0].due_at
        action = Button("一起填", reverse("open-rows"))
        words = "各行在同一页上填,逐格自动保存;填完逐行确认"
        badge = Badge(f"待填 {len(tasks)} 行", "warn")
        left = calendar.left(due, clock.now())
        yield Todo("本期待填", words, badge, f"最早{calendar.deadline(due)}", left, action=action, things=0)


def _said(task: RowTask) -> bool:
    return bool(task.out and (task.returned_for or task.note))
