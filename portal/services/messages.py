"""In-app messages: to one person, or to whoever holds a duty today."""

from collections.abc import Iterable

from django.utils.text import Truncator

from portal import clock, identity
from portal.actor import Actor
from portal.models import Account, Duty, Message, Organisation
from portal.queries import accounts
from portal.refusal import Refused

LONGEST = Message._meta.get_field("text").max_length


def send(account: Account, text: str, actor: Actor, link: str = "", duty: Duty | None = None) -> Message:
    """One message to one person; ``duty``: in which capacity, so that a successor gets it when unread."""
    return _send([(account, duty)], text, actor, link)[0]


def send_to_holders(
    organisation: Organisation, roles: Iterable[str], text: str, actor: Actor, link: str = ""
) -> list[Message]:
    """One message to everyone who holds one of ``roles`` for an organisation today, deputies among them."""
    held = accounts.holders(organisation, [str(role) for role in roles], clock.today())
    people = {duty.account_id: duty for duty in held}  # one message a person, whatever the number of duties
    return _send([(duty.account, duty) for duty in people.values()], text, actor, link)


def _send(receivers: list[tuple[Account, Duty | None]], text: str, actor: Actor, link: str) -> list[Message]:
    if identity.holds_personal(text):
        raise Refused(["通知里不能有身份证号或手机号,请改后再发。"])
    if not link.startswith("/") and link:
        raise ValueError(f"a message's link is a path of this site, not {link!r}")
    words = Truncator(text).chars(LONGEST, "…")  # ends in … where something is left out
    moment, sender = clock.now(), f"{actor.duty_name} {actor.name}".strip()[:120]
    return Message.objects.bulk_create(
        [
            Message(account=account, duty=duty, text=words, link=link, sent_at=moment, sender=sender)
            for account, duty in receivers
        ]
    )


def mark_read(account: Account, pk: int | None = None) -> int:
    """Mark one message, or all, of a person as read; returns how many were unread."""
    found = Message.objects.filter(account=account, read_at__isnull=True)
    return (found if pk is None else found.filter(pk=pk)).update(read_at=clock.now())


def hand_over(duty: Duty, successor: Duty) -> int:
    """Give what is unread in a duty to its successor; returns how many."""
    found = Message.objects.filter(duty=duty, read_at__isnull=True)
    return found.update(account=successor.account, duty=successor)
