"""本期待填: everything a school or county has in its hands, on one page."""

from itertools import groupby

from django.urls import reverse

from portal import calendar, clock
from portal.actor import Actor
from portal.components import Button, Empty
from reporting.models import RowTask
from reporting.presenters.row import fields_of
from reporting.presenters.tasks import task_badge
from reporting.queries.sheet import Desk, desk
from reporting.queries.tasks import tasks_in_hand

NOTHING = Empty("没有待填的行", "市(地)人社局交办后列在这里。", Button("待办", "/"))


def open_rows_page(actor: Actor) -> dict:
    """The template context: a card a row, those of one form read together."""
    tasks = sorted(tasks_in_hand(actor.scope), key=lambda one: (one.row.filing.period.due_at, one.row.filing_id))
    cards = []
    for _filing, ones in groupby(tasks, key=lambda one: one.row.filing_id):
        rows = list(ones)
        page = desk(rows[0].row.filing, actor)
        cards += [_card(page, one) for one in rows]
    return {"cards": cards, "empty": NOTHING, "facts": [f"{len(cards)} 行", "各格填完自动保存", "填完逐行确认"]}


def _card(page: Desk, task: RowTask) -> dict:
    filing, row = page.filing, task.row
    drawn = next(one for one in page.sheet.rows if one.id == row.pk)
    told = f"退回理由:{task.returned_for}" if task.returned_for else f"交办说明:{task.note}" if task.note else ""
    return {
        "filing": filing,
        "row": row,
        "title": f"{filing.edition.mark} {filing.period} {row.label}",
        "badge": task_badge(task),
        "due": f"{calendar.deadline(task.due_at)}截止,{calendar.left(task.due_at, clock.now())}",
        "told": told,
        "fields": fields_of(page, drawn),
        "editable": drawn.open and not row.struck,
        "why": page.door.why_shut(row.pk),
        "url": reverse("filing-row", args=[filing.pk, row.pk]),
    }
