"""批注 and 待核 of a filing, and what of them waits for whom."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, Subquery

from portal import clock
from portal.actor import Actor
from portal.models import Account, Duty, Role
from reporting.models import CellMark, Filing, FilingRow, Remark, Thread

Place = tuple[int, str]
CITY, PROVINCE = (Role.FILLER, Role.LEAD), (Role.REVIEWER, Role.FINALISER)


@dataclass(frozen=True)
class Notes:
    """The cells of a filing that are marked 待核, and its threads that are not settled."""

    marks: dict[Place, CellMark] = field(default_factory=dict)
    threads: dict[Place, Thread] = field(default_factory=dict)


NO_NOTES = Notes()


def notes_of(filing: Filing) -> Notes:
    """What stands beside the cells of a filing now; asks nothing of one that never had any."""
    if not filing.noted:
        return NO_NOTES
    marks = CellMark.objects.filter(row__filing=filing).select_related("by").defer("by__phone")
    threads = Thread.objects.filter(row__filing=filing, settled_at__isnull=True)
    return Notes({(one.row_id, one.column): one for one in marks}, {(one.row_id, one.column): one for one in threads})


def last_remarks(threads: Iterable[Thread]) -> dict[int, Remark]:
    """The newest remark of each thread, by the thread."""
    found = Remark.objects.filter(thread__in=[one.pk for one in threads]).order_by("thread", "-pk").distinct("thread")
    return {one.thread_id: one for one in found.select_related("by", "to").defer("by__phone", "to__phone")}


def thread_of(row: FilingRow, column: str) -> tuple[Thread | None, list[Remark]]:
    """The thread of a cell with all its remarks, oldest first."""
    thread = Thread.objects.filter(row=row, column=column).select_related("settled_by").first()
    if thread is None:
        return None, []
    return thread, list(thread.remarks.select_related("by", "to").defer("by__phone", "to__phone"))


def mark_of(row: FilingRow, column: str) -> CellMark | None:
    """The 待核 of a cell, if it has one."""
    return CellMark.objects.filter(row=row, column=column).select_related("by").defer("by__phone").first()


def people_of(filing: Filing) -> list[Duty]:
    """Whom a remark can call: those who fill and confirm for the unit, those who review and issue for the province."""
    city = Q(organisation=filing.unit_id, role__in=CITY)
    held = Duty.objects.on(clock.today()).filter(city | Q(role__in=PROVINCE))
    named = held.select_related("account", "organisation").defer("account__phone").order_by("organisation", "pk")
    return list({duty.account_id: duty for duty in named}.values())


def called(filing: Filing, pk: int) -> Account | None:
    """One of these people, or None."""
    return next((duty.account for duty in people_of(filing) if duty.account_id == pk), None)


@dataclass(frozen=True)
class Waiting:
    """A filing with threads whose last remark is the other side's, or calls this very person."""

    filing: Filing
    threads: int
    mine: int


def waiting_for(actor: Actor) -> list[Waiting]:
    """The filings in scope whose threads wait for an answer of this duty's side, those that call the person first."""
    last = Remark.objects.filter(thread=OuterRef("pk")).order_by("-pk")
    found = Thread.objects.visible_to(actor.scope).filter(settled_at__isnull=True)
    found = found.annotate(said_by=Subquery(last.values("unit")[:1]), called=Subquery(last.values("to")[:1]))
    mine = Q(called=actor.account.pk)
    theirs = found.filter(~Q(said_by=actor.organisation.pk) | mine)
    counted = theirs.values("row__filing").annotate(all=Count("pk"), mine=Count("pk", filter=mine))
    numbers = {one["row__filing"]: (one["all"], one["mine"]) for one in counted}
    filings = Filing.objects.filter(pk__in=numbers).select_related("edition", "period", "unit__region")
    waits = [Waiting(one, *numbers[one.pk]) for one in filings.defer("edition__definition")]
    return sorted(waits, key=lambda one: (-one.mine, -one.threads, one.filing.pk))
