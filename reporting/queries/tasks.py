"""Rows in the hands of schools and counties: which are out, whose they are, whom a row can be handed to."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from portal import clock
from portal.models import Duty, Organisation, Role
from portal.scope import Scope
from reporting.models import Filing, FilingRow, Period, RowTask

State = RowTask.State
OUT = (State.HANDED, State.RETURNED)


def rows_out(filing: Filing) -> list[RowTask]:
    """The tasks of a filing that somebody else works on now, with their rows."""
    return list(RowTask.objects.filter(row__filing=filing, state__in=OUT).select_related("row"))


def own_tasks(filing: Filing, scope: Scope) -> list[RowTask]:
    """What was handed to a school or county of this filing."""
    return list(_live(scope).filter(row__filing=filing).select_related("row"))


def waiting_tasks(scope: Scope) -> QuerySet[RowTask]:
    """What a school or county has before it: to fill, or confirmed and not sent yet, the one due first on top."""
    open_states = (Filing.State.FILLING, Filing.State.RETURNED, Filing.State.CONFIRMING)
    related = ("row__filing__edition", "row__filing__period", "row__filing__unit__region")
    found = _live(scope).filter(row__filing__state__in=open_states).select_related(*related)
    return found.defer("row__filing__edition__definition").order_by("due_at", "pk")


def tasks_in_hand(scope: Scope) -> QuerySet[RowTask]:
    """Of these only what is still to be filled and confirmed."""
    return waiting_tasks(scope).filter(state__in=OUT)


def _live(scope: Scope) -> QuerySet[RowTask]:
    return RowTask.objects.visible_to(scope).exclude(state=State.HOME)


def lines(filing: Filing) -> list[FilingRow]:
    """The rows of a filing, each with its task where it has one."""
    return list(filing.rows.select_related("task__confirmed_by").defer("task__confirmed_by__phone"))


def confirmed_of(filings: Iterable[Filing]) -> dict[int, tuple[int, int]]:
    """By filing with rows handed on: how many are confirmed, of how many."""
    handed = RowTask.objects.filter(row__filing__in=[one.pk for one in filings]).exclude(state=State.HOME)
    counted = handed.values("row__filing").annotate(done=Count("pk", filter=Q(state=State.CONFIRMED)), all=Count("pk"))
    return {one["row__filing"]: (one["done"], one["all"]) for one in counted.order_by()}


def task_of(row: FilingRow) -> RowTask | None:
    """The row's task; None where it was never handed on."""
    return RowTask.objects.filter(row=row).select_related("row").first()


def receivers(rows: Iterable[FilingRow]) -> dict[int, Organisation]:
    """By row: the school or county bureau it is about, where somebody holds the duty today. In one query."""
    found = list(rows)
    schools = Q(role=Role.SCHOOL, organisation__in={one.school_id for one in found if one.school_id})
    regions = {one.region_id for one in found if one.region_id}
    counties = Q(role=Role.COUNTY, organisation__kind=Organisation.Kind.COUNTY, organisation__region__in=regions)
    held = Duty.objects.on(clock.today()).filter(schools | counties).select_related("organisation")
    by_place = {(one.role, _place(one)): one.organisation for one in held}
    places = {one.pk: (Role.SCHOOL, one.school_id) if one.school_id else (Role.COUNTY, one.region_id) for one in found}
    return {row: by_place[place] for row, place in places.items() if place in by_place}


def _place(duty: Duty) -> int | str:
    return duty.organisation_id if duty.role == Role.SCHOOL else duty.organisation.region_id


def can_be_handed(rows: Iterable[FilingRow]) -> dict[int, Organisation]:
    """By row: whom it can be handed to now. Not what is struck or handed already, nor where nobody can sign in."""
    return receivers(one for one in rows if not one.struck and state_of(one) == State.HOME)


def state_of(row: FilingRow) -> str:
    """Where the row is, of a row read by ``lines``."""
    return row.task.state if hasattr(row, "task") else State.HOME


def handed_before(filing: Filing) -> set[str]:
    """Keys of the rows that were handed on in the period before."""
    earlier = Period.objects.filter(due_at__lt=filing.period.due_at).order_by("-due_at").values("pk")[:1]
    same = Filing.objects.filter(form=filing.form, unit=filing.unit_id, period__in=earlier)
    handed = RowTask.objects.filter(row__filing__in=same).exclude(state=State.HOME)
    return set(handed.values_list("row__key", flat=True))
