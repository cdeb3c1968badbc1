"""Questions about a person's own messages."""

from django.db.models import QuerySet

from portal.models import Account, Message


def of(account: Account) -> QuerySet[Message]:
    """A person's messages, newest first."""
    return Message.objects.filter(account=account)


def unread(account: Account) -> int:
    """How many are not read yet."""
    return Message.objects.filter(account=account, read_at__isnull=True).count()


def one_of(account: Account, pk: int) -> Message | None:
    """One of a person's own messages, or None."""
    return Message.objects.filter(account=account, pk=pk).first()
