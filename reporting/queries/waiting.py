"""How many things wait for a person: the counts beside the entries at the left."""

from portal import access
from portal.actor import Actor
from reporting.models import Slip
from reporting.permissions import REVIEW


def open_slips(actor: Actor) -> int:
    """For the province corrections asked for, for a city slips that wait for its numbers."""
    state = Slip.State.ASKED if access.may(actor, REVIEW) else Slip.State.OPEN
    return Slip.objects.visible_to(actor.scope).filter(state=state).count()
