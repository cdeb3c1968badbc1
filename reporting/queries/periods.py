"""Periods: which is current, which are comparable, and what a unit's own due date is."""

from dataclasses import dataclass
from datetime import datetime

from portal import calendar, clock
from portal.models import Organisation
from reporting.models import Extension, Filing, Period


def current(now: datetime | None = None) -> Period | None:
    """The period people are working on: the last that has opened, or the first where none has."""
    moment = now or clock.now()
    opened = Period.objects.filter(opens_at__lte=moment).order_by("-due_at").first()
    return opened or Period.objects.order_by("due_at").first()


def by_code(code: str) -> Period | None:
    """The period ``2019H1`` or ``2019Y``."""
    return Period.objects.filter(code=code).first()


def opened(now: datetime | None = None) -> list[Period]:
    """All periods that have opened, newest first."""
    return list(Period.objects.filter(opens_at__lte=now or clock.now()).order_by("-due_at"))


@dataclass(frozen=True)
class Comparable:
    """The periods a filing is held against; None where there is none."""

    previous: Period | None  # the filing before, of whichever half
    last_year: Period | None  # H1 with H1, Y with Y
    half_year: Period | None  # of a Y filing: its own year's H1


def comparable(period: Period) -> Comparable:
    """The earlier periods of ``period``, in one query."""
    wanted = list(Period.objects.filter(year__in=[period.year, period.year - 1]))
    found = {(one.year, one.half): one for one in wanted}
    half_year = found.get((period.year, "H1")) if period.half == Period.Half.WHOLE else None
    previous = half_year or found.get((period.year - 1, "Y"))
    return Comparable(previous, found.get((period.year - 1, period.half)), half_year)


@dataclass(frozen=True)
class Due:
    """A unit's own moments in a period; an extension moves its due date and, where later, its lock.

    A form that is let in after the lock (``backfill``) has one day for both.
    """

    opens_at: datetime
    due_at: datetime
    locks_at: datetime
    extended: bool
    backfill: bool = False

    @property
    def mark(self) -> str:
        """What stands behind a date that is not the period's own."""
        return "(补录)" if self.backfill else "(已延期)" if self.extended else ""

    @property
    def words(self) -> str:
        """«5月20日开放,6月10日24时截止,6月20日锁定»."""
        due = calendar.deadline(self.due_at) + self.mark
        return f"{calendar.day(self.opens_at)}开放,{due}截止,{calendar.closing_day(self.locks_at)}锁定"


def _due(period: Period, until: datetime | None) -> Due:
    if until is None or until <= period.due_at:  # the period's own date may have been moved later since
        return Due(period.opens_at, period.due_at, period.locks_at, False)
    return Due(period.opens_at, until, max(period.locks_at, until), True)


def due_of(period: Period, unit: Organisation) -> Due:
    """The moments that bind ``unit`` in ``period``."""
    granted = Extension.objects.filter(period=period, unit=unit, state=Extension.State.GRANTED)
    return _due(period, granted.values_list("until", flat=True).first())


def dues_of(period: Period) -> dict[int, Due]:
    """Moments by unit for the units of ``period`` that were granted an extension."""
    granted = Extension.objects.filter(period=period, state=Extension.State.GRANTED)
    return {unit: _due(period, until) for unit, until in granted.values_list("unit_id", "until")}


def backfill_due(filing: Filing) -> Due | None:
    """The moments of a form that is let in after its period's lock; None of any other."""
    until = filing.backfill_until
    return Due(filing.period.opens_at, until, until, False, backfill=True) if until else None


def filing_due(filing: Filing) -> Due:
    """The moments that bind one filing."""
    return backfill_due(filing) or due_of(filing.period, filing.unit)
