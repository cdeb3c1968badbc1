"""The calendar's rows: periods with their changes and the extensions in scope."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from portal.access import get_visible_or_404
from portal.actor import Actor
from portal.models import Transition
from reporting.models import Extension, Filing, Period


def all_periods() -> QuerySet[Period]:
    """Every period, newest first, with what was changed and by whom."""
    return Period.objects.order_by("-due_at").prefetch_related("changes__by")


def extensions_of(actor: Actor) -> QuerySet[Extension]:
    """Extensions the actor may see, newest first."""
    return Extension.objects.visible_to(actor.scope).select_related("unit__region", "period", "asked_by")


def answers_to(extensions: Iterable[Extension]) -> dict[int, list[Transition]]:
    """What the province did with each extension, by its number, oldest first: who, when, why."""
    found = defaultdict(list)
    steps = Transition.objects.filter(machine="extension", object_id__in=[one.pk for one in extensions])
    for step in steps.select_related("actor").defer("actor__phone"):
        found[step.object_id].append(step)
    return found


def get_extension(actor: Actor, pk: int) -> Extension:
    """The extension in scope, else 404."""
    return get_visible_or_404(Extension.objects.select_related("unit", "period"), actor, pk=pk)


def unfinished_periods(actor: Actor) -> set[int]:
    """Periods in which the actor's unit has a form that was not received yet: where more time is of use."""
    own = Filing.objects.filter(unit=actor.organisation, received_version=None, backfill_until=None)
    return set(own.values_list("period_id", flat=True))
