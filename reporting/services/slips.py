"""退回单 and 更正单: opening one with its items, numbering it, answering and closing it."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from portal import audit, clock
from portal.actor import Actor
from portal.refusal import Refused
from reporting.formspec.values import format_value
from reporting.models import Cell, Filing, Slip, SlipItem
from reporting.queries.forms import spec_of
from reporting.queries.gate import gate
from reporting.services.filling import lock

NUMBERING_LOCK = 20190410  # any constant: slips of a year are numbered without gaps, one at a time


@dataclass(frozen=True)
class Marked:
    """A cell (or with column "" a row) that must be looked at again, and the remark on it."""

    row: int
    column: str
    note: str = ""


def open_slip(filing: Filing, kind: str, reason: str, marks: list[Marked], actor: Actor, asked: bool = False) -> Slip:
    """Make a slip on a locked filing; ``asked`` is a correction that still waits for the province."""
    moment = clock.now()
    slip = Slip.objects.create(
        filing=filing,
        kind=kind,
        state=Slip.State.ASKED if asked else Slip.State.OPEN,
        year=moment.year,
        number=None if asked else _next_number(moment.year),
        reason=reason,
        version=filing.sent_version,
        opened_by=actor.account,
        opened_at=moment,
        until=None if asked else reopened_until(),
    )
    SlipItem.objects.bulk_create(_items(slip, filing, marks))
    return slip


def foreign_marks(filing: Filing, marks: list[Marked]) -> list[str]:
    """Marks that are not of this filing's form: a page that is out of date, or an address typed by hand."""
    spec = spec_of(filing.edition)
    rows = set(filing.rows.values_list("pk", flat=True))
    wrong = [mark for mark in marks if mark.row not in rows or (mark.column and not spec.has_column(mark.column))]
    return ["勾出的格不在本表里,请刷新页面后重新勾选。"] if wrong else []


def number_slip(slip: Slip) -> None:
    """Give a granted correction its number and its last day."""
    slip.number = _next_number(slip.year)
    slip.until = reopened_until()
    slip.opened_at = clock.now()


def reopened_until():
    """The moment marked cells close again: midnight after the stated number of days."""
    start = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=settings.RETURN_REOPENS_DAYS + 1)


def _next_number(year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBERING_LOCK, year])
    return (Slip.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def _items(slip: Slip, filing: Filing, marks: list[Marked]) -> list[SlipItem]:
    spec = spec_of(filing.edition)
    cells = {(c.row_id, c.column): c for c in Cell.objects.filter(row__in={mark.row for mark in marks})}
    items = []
    for mark in marks:
        cell = cells.get((mark.row, mark.column))
        old = format_value(cell.value, spec.column(mark.column))[:40] if cell and cell.value is not None else ""
        items.append(SlipItem(slip=slip, row_id=mark.row, column=mark.column, note=mark.note[:300], old=old))
    return items


@transaction.atomic
def stand_by(slip: Slip, item_id: int, answer: str, actor: Actor) -> None:
    """The city checked a marked cell and stands by it; the answer, at least two characters, travels up."""
    words = answer.strip()[:300]
    locked = lock(slip.filing_id)
    door = gate(locked, actor)
    if door.slip is None or door.slip.pk != slip.pk or not door.open:
        raise Refused([door.why or "这张退回单现在不能修改。"])
    if len(words) < 2:
        raise Refused(["核对无误也要写一句理由,至少 2 个字。"])
    if not SlipItem.objects.filter(pk=item_id, slip=slip).update(done_at=clock.now(), answer=words):
        raise Refused(["退回单里没有这一项,请刷新页面。"])
    Filing.objects.filter(pk=locked.pk).changed()
    audit.record("slip.unchanged", actor, slip, {"item": item_id, "answer": words})
