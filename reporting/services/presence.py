"""Being on a form: said anew with each pulse of the page, forgotten by itself."""

from datetime import timedelta

from portal import clock
from portal.actor import Actor
from reporting.models import Filing, Presence


def here(filing: Filing, actor: Actor, place: str, seconds: int) -> None:
    """``actor`` is on the form for the next ``seconds``, in the cell ``place`` ("": in none)."""
    until = clock.real() + timedelta(seconds=seconds)
    one = Presence(filing=filing, account=actor.account, duty=actor.duty, place=place, until=until)
    Presence.objects.bulk_create(
        [one], update_conflicts=True, unique_fields=["filing", "account"], update_fields=["duty", "place", "until"]
    )


def leave(filing: Filing, actor: Actor) -> None:
    """``actor`` has closed the page."""
    Presence.objects.filter(filing=filing, account=actor.account).delete()


def sweep() -> None:
    """Forget who is gone; nobody is shown them any more."""
    Presence.objects.filter(until__lte=clock.real()).delete()
