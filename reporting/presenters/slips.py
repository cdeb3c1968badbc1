"""退回单 and 更正 as a list: what is waited for, by whom, and how many days each side took."""

from portal import access, calendar, clock
from portal.actor import Actor
from reporting.models import Slip, SlipItem
from reporting.permissions import CITY, REVIEW
from reporting.queries.forms import spec_of

State = Slip.State
TONES = {State.OPEN: "bad", State.ASKED: "warn", State.ANSWERED: "info", State.CLOSED: "good"}


def slips_page(actor: Actor, found) -> dict:
    """The template context of the list."""
    return {
        "slips": [_line(one) for one in found],
        "may_review": access.may(actor, REVIEW),
        "may_drop": access.may(actor, CITY),
    }


def _line(slip: Slip) -> dict:
    items = list(slip.items.all())
    city, province = days(slip)
    return {
        "slip": slip,
        "tone": TONES.get(slip.state, "quiet"),
        "done": sum(item.done_at is not None for item in items),
        "total": len(items),
        "opened": calendar.stamp(slip.opened_at),
        "until": calendar.deadline(slip.until) if slip.until else "",
        "city_days": city,
        "province_days": province,
        "asked": slip.state == State.ASKED,
        "items": [_item(one, slip) for one in items],
    }


def _item(item: SlipItem, slip: Slip) -> str:
    """«佳木斯技师学院 · 招收人数(原值 41):请核对»."""
    spec, half = spec_of(slip.filing.edition), slip.filing.period.half
    column = spec.column(item.column).short_for(half) if spec.has_column(item.column) else "整行"
    old, note = f"(原值 {item.old})" if item.old else "", f":{item.note}" if item.note else ""
    return f"{item.row.label} · {column}{old}{note}"


def days(slip: Slip) -> tuple[int, int]:
    """Whole days on the city's side and on the province's: they are never counted as late filing."""
    now = clock.now()
    if slip.state in (State.ASKED, State.REFUSED, State.DROPPED):
        return 0, _days(slip.opened_at, slip.closed_at or now)
    answered = slip.answered_at or now
    city = _days(slip.opened_at, answered)
    province = _days(slip.answered_at, slip.closed_at or now) if slip.answered_at else 0
    return city, province


def _days(start, end) -> int:
    return (end - start).days
