"""Which units were 催报 today, so that nobody is called twice for the same thing by accident."""

from portal import clock
from portal.models import Message
from reporting.models import Period


def link_of(period: Period) -> str:
    """Where a reminder leads: the unit's filings of the period. It also tells reminders from other messages."""
    return f"/filings/?period={period.code}&from=reminder"


def reminded_today(period: Period) -> set[int]:
    """The units (ids) that a reminder for ``period`` went to today."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    sent = Message.objects.filter(link=link_of(period), sent_at__gte=midnight, duty__isnull=False)
    return set(sent.values_list("duty__organisation_id", flat=True))
