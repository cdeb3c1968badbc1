"""Who else is on a filing now, and what others saved there lately."""

from datetime import datetime, timedelta

from portal import clock
from portal.actor import Actor
from reporting.models import Cell, Filing, Presence

# The saves of one filing follow one another (they lock it), so do their moments on one machine; two clocks may differ.
OVERLAP = timedelta(seconds=5)


def others_on(filing: Filing, actor: Actor) -> list[Presence]:
    """The other people on the filing, by name."""
    there = Presence.objects.filter(filing=filing, until__gt=clock.real()).exclude(account=actor.account)
    return list(there.select_related("account", "duty").defer("account__phone").order_by("account__name", "account"))


def cells_since(filing: Filing, actor: Actor, moment: datetime | None) -> list[Cell]:
    """What others saved since ``moment`` (None: ever); the last few seconds before it are told again."""
    found = Cell.objects.filter(row__filing=filing).exclude(saved_by=actor.account)
    if moment is not None:
        found = found.filter(saved_at__gte=moment - OVERLAP)
    return list(found.select_related("saved_by").defer("saved_by__phone").order_by("saved_at", "pk"))
