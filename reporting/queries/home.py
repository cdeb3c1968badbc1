"""What each duty has before it: its own unit's filings, what waits for the province, what just happened."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from portal import clock
from portal.actor import Actor
from portal.models import Transition
from portal.scope import Scope
from reporting.models import Extension, Filing, Issue, Period, Slip
from reporting.queries.board import live_slips
from reporting.queries.periods import Due, backfill_due, due_of
from reporting.queries.progress import progress_by_filing
from reporting.queries.sheet import desk
from reporting.queries.standings import units_counted
from reporting.queries.tasks import confirmed_of

State = Filing.State
DONE = (State.RECEIVED, State.FINAL)
RELATED = ("edition", "period", "unit__region", "sent_version", "received_version")


@dataclass(frozen=True)
class Open:
    """A filing of one's own unit that is not received yet, with its fullness, moments and slip.

    ``refused``: why the 负责人 did not agree, until it is handed in again. ``rows``: handed on, confirmed and all.
    """

    filing: Filing
    filled: int
    expected: int
    due: Due
    slip: Slip | None
    refused: str
    rows: tuple[int, int] = (0, 0)


def own_filings(actor: Actor) -> list[Open]:
    """The unit's filings of opened periods that are not received, the one due first on top."""
    own = Filing.objects.filter(unit=actor.organisation, period__opens_at__lte=clock.now()).exclude(state__in=DONE)
    found = list(own.select_related(*RELATED).order_by("period__due_at", "form"))
    full, slips = progress_by_filing(found), live_slips(found)
    dues = {one.period: due_of(one.period, actor.organisation) for one in found}
    refused = _refusals([one.pk for one in found if one.state in (State.FILLING, State.RETURNED)])
    rows = confirmed_of(found)
    return [
        Open(
            one,
            *full[one.pk],
            backfill_due(one) or dues[one.period],
            slips.get(one.pk),
            refused.get(one.pk, ""),
            rows.get(one.pk, (0, 0)),
        )
        for one in found
    ]


def _refusals(filings: list[int]) -> dict[int, str]:
    """The reason of the 负责人 by filing, where being refused is the last that came of handing it in."""
    handed = Transition.objects.filter(machine="filing", object_id__in=filings, name__in=["submit", "refuse"])
    last = handed.order_by("object_id", "-at", "-pk").distinct("object_id") if filings else []
    return {one.object_id: one.reason for one in last if one.name == "refuse"}


@dataclass(frozen=True)
class Blocker:
    """How many 强制 checks fail, and the first cell (row id, column) that keeps the filing from being sent."""

    must: int
    row: int | None = None
    column: str = ""


def blocker(filing: Filing, actor: Actor) -> Blocker:
    """The first cell with a failed 强制 check, else the first blank, of the rows that are not with somebody else."""
    page = desk(filing, actor)
    must = sum(one.outcome == "failed" and one.level == "must" for one in page.findings)
    numbers = [column.key for column in page.spec.number_columns]
    own = [row for row in page.sheet.rows if not row.struck and row.id not in page.door.handed]
    cells = [(row.id, key, row.cells[key]) for row in own for key in numbers]
    wrong = next(((row, key) for row, key, cell in cells if cell.level == "must"), None)
    blank = next(((row, key) for row, key, cell in cells if cell.applicable and cell.value is None), None)
    place = wrong or blank
    return Blocker(must, *place) if place else Blocker(must)


def slip_place(slip: Slip) -> tuple[int, str] | None:
    """The first item that is not done: row id and column ("" is the whole row)."""
    return slip.items.filter(done_at__isnull=True).values_list("row_id", "column").first()


def to_review() -> QuerySet[Filing]:
    """What cities have sent, the longest waiting first."""
    waiting = Filing.objects.filter(state__in=[State.SENT, State.REVIEWING])
    return waiting.select_related(*RELATED).order_by("sent_version__sent_at")


def own_stand_ins(actor: Actor) -> QuerySet[Filing]:
    """The filings this person of the province is in 代录 on."""
    return Filing.objects.filter(stand_in=actor.account).select_related(*RELATED).order_by("stand_in_since")


def asked_corrections(scope: Scope) -> QuerySet[Slip]:
    """Corrections in scope that wait for the province's word."""
    asked = Slip.objects.visible_to(scope).filter(state=Slip.State.ASKED)
    related = ("filing__unit__region", "filing__edition", "filing__period")
    return asked.select_related(*related).annotate(marked=Count("items")).order_by("opened_at")


def asked_extensions() -> QuerySet[Extension]:
    """Extensions that wait for the province's word."""
    return Extension.objects.filter(state=Extension.State.ASKED).select_related("unit", "period").order_by("asked_at")


@dataclass(frozen=True)
class Tally:
    """One form of one period, counted over the units."""

    form: str
    mark: str
    period: Period
    units: int
    received: int
    not_sent: int
    issued: bool


def tallies() -> list[Tally]:
    """Every opened period and form, the latest period first: received, not sent, issued or not."""
    opened = Filing.objects.filter(period__opens_at__lte=clock.now())
    counted = (
        opened.values("form", "period", mark=F("edition__mark"))
        .annotate(
            units=units_counted(),
            received=Count("pk", filter=Q(received_version__isnull=False)),
            not_sent=Count("pk", filter=Q(sent_version__isnull=True)),
        )
        .order_by("form")
    )
    issued = set(Issue.objects.values_list("form", "period_id"))
    rows = list(counted)
    periods = Period.objects.in_bulk({row["period"] for row in rows})
    found = [
        Tally(
            row["form"],
            row["mark"],
            periods[row["period"]],
            row["units"],
            row["received"],
            row["not_sent"],
            (row["form"], row["period"]) in issued,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.period.due_at, reverse=True)


def earlier(actor: Actor, most: int = 6) -> list[Filing]:
    """The unit's own filings that are received, the latest first."""
    own = Filing.objects.filter(unit=actor.organisation, state__in=DONE)
    return list(own.select_related(*RELATED).order_by("-period__due_at", "form")[:most])
