"""The demo's shifted business clock: an offset stored at the first start, so that it runs on and never backwards."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, connection, transaction

from portal import clock, environment
from portal.models import DemoClock


def start() -> datetime:
    """Store the offset at the first start, load it at every other; returns the business time. Demo mode only.

    A later DEMO_TODAY moves the clock forward; an earlier one is left aside, as filings would come from the future.
    """
    _demo_only()
    asked = beginning()
    with transaction.atomic():
        row, created = DemoClock.objects.select_for_update().get_or_create(
            id=1, defaults={"offset": asked - clock.real()}
        )
        if not created and settings.DEMO_TODAY and asked > clock.real() + row.offset:
            row.offset = asked - clock.real()
            row.save()
    clock.shift(row.offset)
    return clock.now()


def left_aside(now: datetime) -> str:
    """What to say where DEMO_TODAY asks for a day before ``now``; "" where it does not."""
    if not settings.DEMO_TODAY or beginning().date() >= now.date():
        return ""
    return (
        f"演示已到 {now:%Y-%m-%d},不能退回 {settings.DEMO_TODAY};要从那天开始请先 make demo-reset"
        f" / the demo stands at {now:%Y-%m-%d} and does not go back: make demo-reset first"
    )


def load() -> None:
    """Set this process to the stored offset; without one (before the first start) the clock is not shifted."""
    _demo_only()
    try:
        with transaction.atomic():
            row = DemoClock.objects.first()
    except ProgrammingError:  # before the first migration there is no table
        return
    clock.shift(row.offset if row else timedelta(0))


def load_when_connected(sender, connection, **kwargs) -> None:
    """Receiver of connection_created: every process of the demo takes the offset with its first connection."""
    if settings.DEMO and connection.alias == "default" and not clock.is_shifted():
        load()


def beginning() -> datetime:
    """The moment the demo begins at: DEMO_TODAY, or the policy's own December of 2020."""
    return environment.demo_begins(settings.DEMO_TODAY or settings.DEMO_STARTS_AT)


def _demo_only() -> None:
    if not settings.DEMO:
        raise ImproperlyConfigured("the business clock is shifted in demo mode only (DJANGO_ENV=demo)")


def is_demo_database() -> bool:
    """Whether a demo began on this database: its accounts have a password that everybody knows."""
    return DemoClock._meta.db_table in connection.introspection.table_names() and DemoClock.objects.exists()
