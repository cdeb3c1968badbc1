"""报送日历: when each period opens, is due and locks, what was changed and why, who was given more time."""

from collections import defaultdict

from portal import access, calendar, clock
from portal.actor import Actor
from portal.components import Badge
from portal.models import Transition
from reporting.models import Extension, Filing, Period
from reporting.permissions import BACKFILL, CHANGE_CALENDAR, CITY, EXTEND, VIEW
from reporting.presenters.backfill import backfill_line
from reporting.queries.backfill import backfilled
from reporting.queries.calendar import all_periods, answers_to, extensions_of, unfinished_periods
from reporting.queries.home import tallies
from reporting.queries.periods import by_code
from reporting.services.extensions import latest, limit_words
from reporting.services.periods import FIELDS, YEARS_AFTER, YEARS_BEFORE, words
from reporting.workflow_extensions import EXTENSION

READING = "“6月10日和12月10日前”按当日24时(北京时间)止理解;遇周末不顺延,确需改期的由省厅修改并注明理由。"
TITLES = {
    "counts_from": "统计期间自",
    "counts_to": "统计期间至(含当日)",
    "opens_at": "开放(当日0时)",
    "due_at": "截止(当日24时)",
    "locks_at": "锁定(当日24时)",
}
ANSWERED = {name: step.title for name, step in EXTENSION.transitions.items()}
TONES = {Extension.State.ASKED: "warn", Extension.State.GRANTED: "good", Extension.State.REFUSED: "bad"}


def calendar_page(actor: Actor) -> dict:
    """The template context of the calendar."""
    by_period = defaultdict(list)
    extensions = list(extensions_of(actor))
    answers = answers_to(extensions)
    for one in extensions:
        by_period[one.period_id].append(_extension(one, answers[one.pk]))
    may_ask = access.may(actor, CITY)
    unfinished = unfinished_periods(actor) if may_ask else set()
    late = backfilled(actor) if access.may(actor, VIEW) else defaultdict(list)
    shown = [
        (one, _period(one, by_period[one.pk], one.pk in unfinished, late[one.pk]))
        for one in sorted(all_periods(), key=_place)
    ]
    later = [one for one, _ in shown if clock.now() < one.opens_at][1:]
    return {
        "reading": READING,
        "periods": [words for one, words in shown if one not in later],
        "later": [words for one, words in shown if one in later],
        "may_change": access.may(actor, CHANGE_CALENDAR),
        "may_backfill": access.may(actor, BACKFILL),
        "may_grant": access.may(actor, EXTEND),
        "may_ask": may_ask,
        "today": calendar.long_day(clock.now()),
    }


def _place(period: Period) -> tuple[int, float]:
    """What runs comes first, then what comes next, then the past, latest first."""
    now = clock.now()
    if now < period.opens_at:
        return 1, period.opens_at.timestamp()
    return (0 if now < period.locks_at else 2), -period.opens_at.timestamp()


def _period(period: Period, extensions: list[dict], unfinished: bool, late: list[Filing]) -> dict:
    now = clock.now()
    last_day = calendar.closing_day(period.due_at, with_year=True)
    weekday = calendar.WEEKDAYS[calendar.closing_date(period.due_at).weekday()]
    live = any(one["live"] for one in extensions)
    return {
        "period": period,
        "state": _state(period, now),
        "window": f"{calendar.day(period.counts_from, True)}至{calendar.day(period.counts_to, True)}",
        "opens": calendar.day(period.opens_at, True),
        "due": f"{last_day}24时(星期{weekday})"
        if calendar.deadline(period.due_at).endswith("24时")
        else calendar.deadline(period.due_at, True),
        "locks": calendar.deadline(period.locks_at, True),
        "changes": [(one, TITLES[one.field], calendar.stamp(one.at)) for one in period.changes.all()],
        "extensions": extensions,
        "backfilled": [backfill_line(one) for one in late],
        "locked": now >= period.locks_at,
        "askable": unfinished and period.opens_at <= now < latest(period) and not live,
        "over": unfinished and latest(period) <= now and not live,
        "limit": limit_words(period),
        "last_day": calendar.closing_date(latest(period)).isoformat(),
    }


def _state(period: Period, now) -> Badge:
    if now < period.opens_at:
        return Badge("未开放")
    if now < period.due_at:
        return Badge(f"填报中,{calendar.left(period.due_at, now)}", "info")
    return Badge("已截止,未锁定", "warn") if now < period.locks_at else Badge("已锁定")


def _extension(one: Extension, answers: list[Transition]) -> dict:
    return {
        "extension": one,
        "state": Badge(one.get_state_display(), TONES[one.state]),
        "until": calendar.deadline(one.until, with_year=True),
        "until_day": calendar.closing_date(one.until).isoformat(),
        "asked": calendar.stamp(one.asked_at),
        "live": one.state in (Extension.State.ASKED, Extension.State.GRANTED),
        "waits": one.state == Extension.State.ASKED,
        "granted": one.state == Extension.State.GRANTED,
        "answers": [_answer(step) for step in answers],
    }


def _answer(step: Transition) -> str:
    """«李某 6月8日 16:20 批准延期:同意»."""
    who = step.actor.name if step.actor else ""
    return f"{who} {calendar.stamp(step.at)} {ANSWERED[step.name]}" + (f":{step.reason}" if step.reason else "")


def change_page(code: str, typed: dict, problems: list[str]) -> dict | None:
    """The template context of the form that moves a period's moments; None where there is no such period."""
    period = by_code(code)
    if period is None:
        return None
    fields = [
        {"name": name, "title": TITLES[name], "value": typed.get(name) or as_day(name, getattr(period, name)),
         "now": words(name, getattr(period, name))}
        for name in FIELDS
    ]  # fmt: skip
    return {
        "period": period,
        "fields": fields,
        "reason": typed.get("reason", ""),
        "problems": problems,
        "standing": _standing(period),
        "first": f"{period.year - YEARS_BEFORE}-01-01",
        "last": f"{period.year + YEARS_AFTER}-12-31",
    }


def _standing(period: Period) -> str:
    """«附件2 已定稿、附件3 已接收 13/13»: what stands already, where a form is issued or wholly received."""
    of_period = [one for one in tallies() if one.period == period]
    if not any(one.issued or one.received == one.units for one in of_period):
        return ""
    return "、".join(
        f"{one.mark} 已定稿" if one.issued else f"{one.mark} 已接收 {one.received}/{one.units}" for one in of_period
    )


def as_day(name: str, moment) -> str:
    """A moment as a date field holds it: closing moments as their last whole day."""
    if name in ("due_at", "locks_at"):
        return calendar.closing_date(moment).isoformat()
    day = moment.astimezone(clock.SHANGHAI).date() if name == "opens_at" else moment
    return day.isoformat()
