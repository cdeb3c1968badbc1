"""代录: the province types for a city whose line is down. Who fills a form, and whose name then stands on it."""

from portal import access
from portal.actor import Actor
from reporting.models import Filing
from reporting.permissions import FILL, STAND_IN

MARK = "代录"


def stands_in(filing: Filing, actor: Actor) -> bool:
    """Whether this person of the province is the one in 代录 here."""
    return filing.stand_in_id is not None and _is(filing.stand_in_id, actor) and access.may(actor, STAND_IN)


def _is(account_id: int, actor: Actor) -> bool:
    return actor.account is not None and actor.account.pk == account_id


def fills(filing: Filing, actor: Actor) -> bool:
    """Whether the form is this person's to fill: the unit's own filler, or who is in 代录. When and where: gate.py."""
    return access.may(actor, FILL) and actor.stands_for(filing.unit_id) or stands_in(filing, actor)


def signature(filing: Filing, actor: Actor) -> str:
    """The 填表人 as printed; a name of the province says that it stands for the city's."""
    return actor.name if actor.stands_for(filing.unit_id) else f"{actor.name}({MARK})"
