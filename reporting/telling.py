"""The people of a unit are told in the portal what happened to their filing."""

from portal.actor import Actor
from portal.models import Account, Role
from portal.services import messages
from reporting.models import Filing

CITY = (Role.FILLER, Role.LEAD)


def tell_city(filing: Filing, words: str, actor: Actor, roles: tuple[str, ...] = CITY) -> None:
    """One message to those of the unit who hold one of ``roles``."""
    messages.send_to_holders(filing.unit, list(roles), _text(filing, words), actor, f"/filings/{filing.pk}/")


def tell(person: Account, filing: Filing, words: str, actor: Actor) -> None:
    """The same to one person, of whatever level."""
    messages.send(person, _text(filing, words), actor, f"/filings/{filing.pk}/")


def _text(filing: Filing, words: str) -> str:
    return f"{filing.unit.region.name} {filing.edition.mark} {filing.period.title}:{words}"
