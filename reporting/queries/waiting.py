"""How many things wait for a person: the counts beside the entries at the left."""

from django.db.models import Count, Exists, OuterRef, Q

from portal import access, clock
from portal.actor import Actor
from reporting.models import Extension, Filing, Issue, Slip
from reporting.permissions import REVIEW
from reporting.queries.standings import units_counted
from reporting.queries.tasks import tasks_in_hand


def open_slips(actor: Actor) -> int:
    """For the province corrections asked for, for a city slips that wait for its numbers."""
    state = Slip.State.ASKED if access.may(actor, REVIEW) else Slip.State.OPEN
    return Slip.objects.visible_to(actor.scope).filter(state=state).count()


def to_fill(actor: Actor) -> int:
    """The unit's forms that can be typed into now: open, given more time, or sent back with marks."""
    now, own = clock.now(), Filing.objects.filter(unit=actor.organisation, period__opens_at__lte=clock.now())
    longer = Extension.objects.filter(
        unit=OuterRef("unit"), period=OuterRef("period"), state=Extension.State.GRANTED, until__gt=now
    )
    marked = Slip.objects.filter(filing=OuterRef("pk"), state=Slip.State.OPEN)
    state = Filing.State
    mine = own.filter(state__in=[state.EMPTY, state.FILLING, state.RETURNED])
    return mine.filter(
        Q(period__locks_at__gt=now) | Q(backfill_until__gt=now) | Exists(longer) | Exists(marked)
    ).count()


def rows_to_fill(actor: Actor) -> int:
    """The rows handed to a school or county that it has not confirmed."""
    return tasks_in_hand(actor.scope).count()


def to_confirm(actor: Actor) -> int:
    """The unit's forms that wait for the 负责人."""
    return Filing.objects.filter(unit=actor.organisation, state=Filing.State.CONFIRMING).count()


def to_review(actor: Actor) -> int:
    """What the cities have sent, what they ask for (corrections, more time), and what one fills for them (代录)."""
    sent = Filing.objects.filter(state__in=[Filing.State.SENT, Filing.State.REVIEWING]).values_list("pk")
    corrections = Slip.objects.filter(state=Slip.State.ASKED).values_list("pk")
    longer = Extension.objects.filter(state=Extension.State.ASKED).values_list("pk")
    own = Filing.objects.filter(stand_in=actor.account).values_list("pk")
    return sent.union(corrections, longer, own, all=True).count()


def to_issue(actor: Actor) -> int:
    """Forms of a period that everybody's filing is received of, and that are not issued."""
    made = Issue.objects.filter(form=OuterRef("form"), period=OuterRef("period"))
    forms = Filing.objects.filter(~Exists(made), period__opens_at__lte=clock.now()).values("form", "period")
    received = Count("pk", filter=Q(received_version__isnull=False))
    return forms.annotate(received=received).filter(received=units_counted()).count()
