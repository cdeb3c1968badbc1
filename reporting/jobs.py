"""What the worker does for reporting on its own."""

from django.db import transaction

from portal import clock
from portal.actor import SYSTEM
from portal.jobs import Work, every, job
from reporting.models import Period
from reporting.services import periods, presence
from reporting.services.opening import open_filings


@job("reporting.open_filings")
def open_due(work: Work) -> None:
    """The tick."""
    open_periods()


def open_periods() -> int:
    """Filings of the periods that are open now, and, at the turn of a year, the periods of the next. Idempotent.

    Returns how many filings were made; a period that is locked already gets none.
    """
    now = clock.now()
    with transaction.atomic():
        periods.generate(SYSTEM)
    running = Period.objects.filter(opens_at__lte=now, locks_at__gt=now).order_by("due_at")
    return sum(open_filings(period) for period in running)


every(60, "reporting.open_filings")


@job("reporting.forget_presence")
def forget_presence(work: Work) -> None:
    """Who closed the lid without leaving the page."""
    presence.sweep()


every(3600, "reporting.forget_presence")
