"""退回单 and 更正 as a list: what is waited for, by whom, and how many days each side took."""

from portal import access, calendar, clock
from portal.actor import Actor
from portal.models import Transition as Step
from portal.workbook import writer
from reporting.models import Filing, Slip, SlipItem
from reporting.permissions import CITY, REVIEW
from reporting.presenters.board import waited
from reporting.queries.forms import spec_of
from reporting.workflows import SLIPS

State = Slip.State
TONES = {State.OPEN: "bad", State.ASKED: "warn", State.ANSWERED: "info", State.CLOSED: "good"}


def asked_correction(actor: Actor, slip: Slip | None, own: bool) -> dict | None:
    """For the form's page: the correction that waits for the province's word, and who may do what about it."""
    if slip is None or slip.state != State.ASKED:
        return None
    return {
        "slip": slip,
        "when": calendar.stamp(slip.opened_at),
        "waits": waited(slip.opened_at, clock.now()),
        "may_review": access.may(actor, REVIEW),
        "may_drop": own and access.may(actor, CITY),
    }


def denied_correction(steps: list[Step], own: bool) -> str:
    """For the city that asked: who said no, when and why, for as long as nothing has happened since."""
    last = steps[0] if steps else None
    if not own or last is None or (last.machine, last.name) != ("slip", "deny"):
        return ""
    who = f"{last.duty} {last.actor.name if last.actor else ''}".strip()
    return f"{calendar.stamp(last.at)} {who}。理由:{last.reason}"


def counted(slip: Slip, done: int, total: int) -> str:
    """«1/2 项已改»; of what was never granted there is nothing to do. A nil return has no items: the form opens."""
    if not total:
        return "整表"
    return f"{done}/{total} 项已改" if slip.number else f"{total} 项"


def all_done(slip: Slip, filing: Filing, done: int, total: int) -> bool:
    """Whether an open slip has nothing left to change; of a nil return, that has no items, the handing in tells it."""
    changed = done == total if total else filing.state == Filing.State.CONFIRMING
    return slip.state == State.OPEN and changed


def slip_state(slip: Slip, filing: Filing, done: int, total: int) -> str:
    """The word for where a slip stands; of one that is done but not sent, whose turn it is."""
    if not all_done(slip, filing, done, total):
        return slip.get_state_display()
    confirming = filing.state == Filing.State.CONFIRMING
    return "已改完,等负责人确认上报" if confirming else "已改完,等填表人送负责人确认"


def slip_title(name: str, kind: str) -> str:
    """The words for a step of a slip inside a filing's history."""
    paper = f"{Slip.Kind(kind).label}单"
    words = {"answer": f"{paper}已再报", "close": f"{paper}办结", "drop": "撤销更正申请"}
    return words.get(name) or SLIPS.transitions[name].title


def slips_page(actor: Actor, found) -> dict:
    """The template context of the list."""
    return {
        "slips": [_line(one) for one in found],
        "may_review": access.may(actor, REVIEW),
        "may_drop": access.may(actor, CITY),
    }


def slips_book(lines: list[dict]) -> tuple[list[writer.Column], list[list]]:
    """The same list as a workbook, each slip with the cells it is about."""
    heads = [
        writer.Column(words)
        for words in ("编号", "开出", "经办", "单位", "报表", "理由", "所列各格", "状态", "进度", "期限")
    ]
    heads += [writer.Column(word, "count") for word in ("市用天数", "省用天数")]
    return heads, [_book_line(one, one["slip"]) for one in lines]


def _book_line(one: dict, slip: Slip) -> list:
    filing = slip.filing
    form = f"{filing.edition.mark} {filing.period.title}"
    who = [str(slip), one["opened"], slip.opened_by.name, filing.unit.name, form, slip.reason, ";".join(one["items"])]
    return [*who, one["state"], one["counted"], one["until"], one["city_days"], one["province_days"]]


def _line(slip: Slip) -> dict:
    items = list(slip.items.all())
    done = sum(item.done_at is not None for item in items)
    city, province = days(slip)
    return {
        "slip": slip,
        "state": slip_state(slip, slip.filing, done, len(items)),
        "tone": _tone(slip, all_done(slip, slip.filing, done, len(items))),
        "counted": counted(slip, done, len(items)),
        "opened": calendar.stamp(slip.opened_at),
        "until": calendar.deadline(slip.until, with_year=slip.until.year != clock.today().year) if slip.until else "",
        "city_days": city,
        "province_days": province,
        "asked": slip.state == State.ASKED,
        "items": [_item(one, slip) for one in items],
    }


def _tone(slip: Slip, finished: bool) -> str:
    """A city's own wish that is being carried out is nothing wrong, nor is what only waits to be sent."""
    asked_for = slip.state == State.OPEN and slip.kind == Slip.Kind.CORRECTION
    return "warn" if asked_for or finished else TONES.get(slip.state, "quiet")


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
