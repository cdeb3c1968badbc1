"""报送期: made by the policy's rule, changed only by the province and only with a reason. Notice (十五)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from portal import access, audit, calendar, clock
from portal.actor import Actor
from portal.refusal import Refused
from reporting.models import Filing, Period, PeriodChange
from reporting.permissions import CHANGE_CALENDAR

FIRST_YEAR = 2019  # the notice's own
YEARS_BEFORE, YEARS_AFTER = 1, 2  # of a period, within which its dates lie
SHORTEST_REASON = 6
FIELDS = ("counts_from", "counts_to", "opens_at", "due_at", "locks_at")
CHANGE = audit.declare("period.change", "修改报送期时间")


def generate(actor: Actor) -> int:
    """Periods from 2019 to the year after this one, by calendar.rule; those that exist stay as they are.

    A due date is never moved for a weekend: the rule gives it, and only ``change`` moves it. Returns periods made.
    """
    have = set(Period.objects.values_list("year", "half"))
    years = range(FIRST_YEAR, clock.today().year + 2)
    wanted = [(year, half) for year in years for half in Period.Half.values]
    made = [_by_rule(year, half) for year, half in wanted if (year, half) not in have]
    return len(Period.objects.bulk_create(made))


def _by_rule(year: int, half: str) -> Period:
    span = calendar.rule(year, half)
    return Period(year=year, half=half, code=f"{year}{half}", **{name: getattr(span, name) for name in FIELDS})


@transaction.atomic
def change(period: Period, moments: dict[str, date | datetime], reason: str, actor: Actor) -> list[PeriodChange]:
    """Move moments of a period (names of FIELDS); each is kept with its reason. Raises Refused with all faults.

    Moments that stay as they are may be among ``moments``. Pages of the period's filings are drawn anew.
    """
    access.require(actor, CHANGE_CALENDAR)
    locked = Period.objects.select_for_update().get(pk=period.pk)
    moved = {name: new for name, new in moments.items() if new != getattr(locked, name)}
    problems = _problems(locked, moved, reason)
    if problems:
        raise Refused(problems)
    changes = [_change(locked, name, new, reason.strip(), actor) for name, new in moved.items()]
    locked.save(update_fields=list(moved))
    Filing.objects.filter(period=locked).changed()
    return PeriodChange.objects.bulk_create(changes)


def _change(period: Period, name: str, new: date | datetime, reason: str, actor: Actor) -> PeriodChange:
    old = words(name, getattr(period, name))
    setattr(period, name, new)
    detail = {"field": name, "from": old, "to": words(name, new), "reason": reason}
    audit.record(CHANGE, actor, target=period, detail=detail)
    return PeriodChange(
        period=period, field=name, old=old, new=words(name, new), reason=reason, by=actor.account, at=clock.now()
    )


def words(name: str, moment: date | datetime) -> str:
    """A moment as the calendar prints it: closing moments as 24时 of the day before."""
    if name in ("due_at", "locks_at"):
        return calendar.deadline(moment, with_year=True)
    if isinstance(moment, datetime):
        local = moment.astimezone(clock.SHANGHAI)
        return calendar.day(local, with_year=True) + (f" {local:%H:%M}" if (local.hour, local.minute) != (0, 0) else "")
    return calendar.day(moment, with_year=True)


def _problems(period: Period, moved: dict, reason: str) -> list[str]:
    if not moved:
        return ["时间都没有变,不需要保存。"]
    new = {name: moved.get(name, getattr(period, name)) for name in FIELDS}
    found = []
    if len(reason.strip()) < SHORTEST_REASON:
        found.append(f"修改理由至少写 {SHORTEST_REASON} 个字,各市(地)会看到。")
    if len(reason.strip()) > 300:
        found.append("修改理由最多 300 个字。")
    if not new["counts_from"] < new["counts_to"]:
        found.append(f"统计期间的起日要早于止日({words('counts_to', new['counts_to'])})。")
    if not new["opens_at"] < new["due_at"]:
        found.append(f"开放时间要早于截止时间({words('due_at', new['due_at'])})。")
    if not new["due_at"] <= new["locks_at"]:
        found.append(f"锁定不能早于截止({words('due_at', new['due_at'])})。")
    return found + _against_now(period, moved)


def _against_now(period: Period, moved: dict) -> list[str]:
    """What has come to pass is not unsaid: nobody becomes late, or is locked out, by a change made after the fact."""
    now, found = clock.now(), []
    for name, title in (("due_at", "截止"), ("locks_at", "锁定")):
        if name in moved and moved[name] <= now and moved[name] < getattr(period, name):
            found.append(f"{title}时间不能改到现在以前({words(name, moved[name])})。")
    if "opens_at" in moved and period.opens_at <= now < moved["opens_at"]:
        found.append("本期已经开放,开放时间不能改到以后。")
    return found


def in_span(period: Period, day: date) -> bool:
    """Whether a date can mean this period at all: from the year before its own to the second after.

    Asked before a date becomes a moment: at the ends of the calendar there is no moment for it.
    """
    return period.year - YEARS_BEFORE <= day.year <= period.year + YEARS_AFTER


def span_words(period: Period) -> str:
    """«2019年1月1日至2022年12月31日»."""
    return f"{period.year - YEARS_BEFORE}年1月1日至{period.year + YEARS_AFTER}年12月31日"


def end_of(day: date) -> datetime:
    """24:00 of a day: how 「某日前」 is read."""
    return clock.at(day.year, day.month, day.day) + timedelta(days=1)


def start_of(day: date) -> datetime:
    """0:00 of a day."""
    return clock.at(day.year, day.month, day.day)
