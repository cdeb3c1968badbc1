"""Moments in words and the policy's due days. Notice (十五): 每年6月10日和12月10日前, read as 24:00 of the 10th."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from portal import clock

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Span:
    """What the rule gives for one period: the counting window (both days included) and three absolute moments."""

    counts_from: date
    counts_to: date
    opens_at: datetime
    due_at: datetime
    locks_at: datetime


def rule(year: int, half: str) -> Span:
    """The defaults of a period (settings.PERIOD_RULES); ``half`` is H1 (due 10 June) or Y (due 10 December).

    Windows touch, so that nothing falls between: 1 December–31 May and 1 December–30 November. The first two begin on
    2019-01-01, the notice's own start.
    """
    default = settings.PERIOD_RULES[half]
    start = max(date(year - 1, *default["counts_from"]), date(*settings.FIRST_COUNTED_DAY))
    due = clock.at(year, *default["due"]) + timedelta(days=1)
    locks = due + timedelta(days=settings.PERIOD_LOCKS_DAYS_AFTER_DUE)
    return Span(start, date(year, *default["counts_to"]), clock.at(year, *default["opens"]), due, locks)


def day(moment: date | datetime, with_year: bool = False) -> str:
    """«6月10日», or «2020年6月10日»."""
    local = moment.astimezone(clock.SHANGHAI) if isinstance(moment, datetime) else moment
    return f"{local.year}年{local.month}月{local.day}日" if with_year else f"{local.month}月{local.day}日"


def deadline(moment: datetime, with_year: bool = False) -> str:
    """A closing moment as people say it: midnight belongs to the day before, «6月10日24时»."""
    local = moment.astimezone(clock.SHANGHAI)
    if (local.hour, local.minute) == (0, 0):
        return f"{day(local.date() - timedelta(days=1), with_year)}24时"
    return f"{day(local, with_year)}{local.hour}时" + (f"{local.minute}分" if local.minute else "")


def closing_date(moment: datetime) -> date:
    """The last whole day before a closing moment."""
    return (moment.astimezone(clock.SHANGHAI) - timedelta(microseconds=1)).date()


def closing_day(moment: datetime, with_year: bool = False) -> str:
    """The last whole day before a closing moment, «6月20日»."""
    return day(closing_date(moment), with_year)


def stamp(moment: datetime, with_year: bool = False) -> str:
    """«6月8日 16:20», with the year when it is not this one, or always: paper outlives the year."""
    local = moment.astimezone(clock.SHANGHAI)
    return f"{day(local, with_year=with_year or local.year != clock.today().year)} {local:%H:%M}"


def lately(moment: datetime) -> str:
    """«16:20:07» of today, else «6月8日 16:20»: when something was last done."""
    local = moment.astimezone(clock.SHANGHAI)
    return f"{local:%H:%M:%S}" if local.date() == clock.today() else stamp(moment)


def left(moment: datetime, now: datetime, ahead: str = "还有", past: str = "已过") -> str:
    """How long until ``moment`` in words: «还有 7 天», «还有 5 小时», «还有 12 分钟», or «已过 3 天»."""
    if now >= moment:
        return f"{past} {days_late(moment, now)} 天"
    rest = moment - now
    if rest >= timedelta(days=1):
        return f"{ahead} {rest.days} 天"
    hours, minutes = divmod(int(rest.total_seconds()) // 60, 60)
    if hours:
        return f"{ahead} {hours} 小时"
    return f"{ahead} {minutes} 分钟" if minutes else f"{ahead}不到 1 分钟"


def days_late(due: datetime, moment: datetime) -> int:
    """Begun days after ``due``; 0 when in time. The minute 24:00 itself is late."""
    if moment < due:
        return 0
    return (moment - due).days + 1


def long_day(moment: datetime) -> str:
    """«2020年12月3日 星期四»."""
    local = moment.astimezone(clock.SHANGHAI)
    return f"{day(local, with_year=True)} 星期{WEEKDAYS[local.weekday()]}"
