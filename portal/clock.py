"""The only reader of the clock. Business time and real time are two things.

``now()`` is what deadlines, filings and histories go by: Asia/Shanghai, shifted in demo mode so that the policy's own
dates are alive. ``real()`` serves sessions, locks, tokens and the audit's second column; nothing ever shifts it.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

SHANGHAI = ZoneInfo("Asia/Shanghai")
_offset: timedelta = timedelta(0)
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def real() -> datetime:
    """The time of the machine, with zone."""
    return timezone.now().astimezone(SHANGHAI)


def now() -> datetime:
    """Business time in Asia/Shanghai; in demo mode real time plus the stored offset."""
    return _frozen.get() or real() + _offset


def today() -> date:
    """The business day in Asia/Shanghai."""
    return now().date()


def business(moment: datetime) -> datetime:
    """A moment of real time as a person reads it off this portal's clock: in demo mode the two lie years apart."""
    return moment.astimezone(SHANGHAI) + _offset


def shift(offset: timedelta) -> None:
    """Set the demo offset of this process (see portal.services.demo_clock); refused outside demo mode there."""
    global _offset
    _offset = offset


def is_shifted() -> bool:
    """Whether this process already goes by the demo's offset."""
    return _offset != timedelta(0)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in Asia/Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@contextmanager
def frozen(moment: datetime):
    """Business time stands at ``moment`` inside the block: builders and tests only."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
