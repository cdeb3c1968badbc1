"""The life of a filing and of a slip: 未填报 → 填报中 → 待负责人确认 → 已上报 → (退回 ↔ 再上报) → 已接收 → 已定稿."""

from django.db import transaction

from portal import access, calendar, clock
from portal.actor import Actor
from portal.models import Role
from portal.workflow import Machine, Transition
from reporting import telling
from reporting.guards import (
    all_released,
    checks_pass,
    fills_here,
    no_blanks,
    no_live_slip,
    not_the_filler,
    nothing_typed,
    own_unit,
    reason_told,
    reasons_written,
    rows_at_home,
    slip_items_done,
    whole_form_open,
    within_time,
)
from reporting.models import Filing, Slip
from reporting.permissions import CITY, CONFIRM, FILL, FINALISE, REVIEW, TYPE
from reporting.queries.stand_in import MARK, signature, stands_in
from reporting.services import filling, slips
from reporting.services.freezing import freeze

State = Filing.State
FILING = Machine("filing", Filing)
SLIPS = Machine("slip", Slip)


def _bump(filing: Filing) -> None:
    filing.revision = filing.revision + 1


def _begin(filing: Filing, actor: Actor, data: dict) -> dict:
    if actor.stands_for(filing.unit_id):
        filing.phone = filing.phone or actor.account.phone
    _sign(filing, actor)
    _bump(filing)
    return _told(filing, actor)


def _sign(filing: Filing, actor: Actor) -> None:
    """Whose the form is now: the 填表人 of the paper, with the mark where the province stands in."""
    filing.filler_name, filing.filled_by = signature(filing, actor), actor.account
    filing.filled_on = clock.today()
    filing.stood_in = filing.stood_in or stands_in(filing, actor)


def _declare_nil(filing: Filing, actor: Actor, data: dict) -> dict:
    filing.nil, filing.nil_reason = True, data["reason"].strip()[:300]
    return {"nil": True} | _begin(filing, actor, data)


def _undo_nil(filing: Filing, actor: Actor, data: dict) -> None:
    filing.nil, filing.nil_reason = False, ""
    _bump(filing)


def _told(filing: Filing, actor: Actor) -> dict:
    """What the timeline says of a step that the province took for the city."""
    return {"stood_in": True} if stands_in(filing, actor) else {}


def _hand_in(filing: Filing, actor: Actor, data: dict) -> dict:
    """Handing in ends a 代录, whoever does it: from here on the city's 负责人 has the form."""
    _sign(filing, actor)
    told = _told(filing, actor)
    if told:
        telling.tell_city(filing, f"省厅已{MARK}并送负责人确认,请负责人核对后确认上报。", actor)
    elif filing.stand_in:
        telling.tell(filing.stand_in, filing, f"市局已自行送负责人确认,{MARK}结束。", actor)
    stand_down(filing)
    _bump(filing)
    return told


def stand_down(filing: Filing) -> None:
    """Nobody of the province types into the form any more; what they typed stays and stays marked."""
    filing.stand_in, filing.stand_in_reason, filing.stand_in_since = None, "", None


def _back(filing: Filing) -> str:
    """Where a refused or recalled filing goes: with a slip still to answer only the marked cells unlock."""
    return State.RETURNED if filing.slips.filter(state=Slip.State.OPEN).exists() else State.FILLING


def _stays(filing: Filing) -> str:
    """A wish changes nothing yet."""
    return filing.state


def _send(filing: Filing, actor: Actor, data: dict) -> dict:
    version = freeze(filing, actor)
    filing.sent_version = version
    filing.first_sent_at = filing.first_sent_at or version.sent_at
    _bump(filing)
    for slip in filing.slips.filter(state=Slip.State.OPEN):
        SLIPS.perform(slip, "answer", actor)
    return {"version": version.number, "late": version.days_late}


def _recall(filing: Filing, actor: Actor, data: dict) -> dict:
    recalled = filing.sent_version
    # Nothing of it is 已上报 now: what stands is the version a slip goes back to, or the one last received.
    filing.sent_version = filing.received_version
    for slip in filing.slips.filter(state=Slip.State.ANSWERED).select_related("version"):
        SLIPS.perform(slip, "recall", actor)
        filing.sent_version = slip.version
    if filing.sent_version is None:
        filing.first_sent_at = None  # nobody had looked: on time or late is told by the next sending
    _bump(filing)
    return {"version": recalled.number}


def _receive(filing: Filing, actor: Actor, data: dict) -> dict:
    version = filing.sent_version
    version.received_at = clock.now()
    version.save(update_fields=["received_at"])
    filing.received_version = version
    _bump(filing)
    for slip in filing.slips.filter(state=Slip.State.ANSWERED):
        SLIPS.perform(slip, "close", actor)
    return {"version": version.number}


def _return(filing: Filing, actor: Actor, data: dict) -> dict:
    for slip in filing.slips.filter(state=Slip.State.ANSWERED):
        SLIPS.perform(slip, "close", actor)
    marks = data.get("marks") or []
    slip = slips.open_slip(filing, Slip.Kind.RETURN, data["reason"].strip()[:500], marks, actor)
    _bump(filing)
    telling.tell_city(filing, f"省厅退回,{slip}:{slip.reason}", actor)
    return {"slip": str(slip), "items": len(marks)}


def _some_marks(filing: Filing, actor: Actor, data: dict) -> list[str]:
    marks = data.get("marks")
    if not marks and filing.nil:
        return []  # it may have no row to mark: the whole form opens
    if not marks:
        return ["请先在表上勾出要修改的格或行,再退回;只有勾出的才会解锁。"]
    return slips.foreign_marks(filing, marks)


def _ask(filing: Filing, actor: Actor, data: dict) -> dict:
    marks = data.get("marks") or []
    slips.open_slip(filing, Slip.Kind.CORRECTION, data["reason"].strip()[:500], marks, actor, asked=True)
    _bump(filing)
    return {"items": len(marks)}


def _cells_named(filing: Filing, actor: Actor, data: dict) -> list[str]:
    marks = data.get("marks")
    if marks:
        return slips.foreign_marks(filing, marks)
    return [] if filing.nil else ["请勾出要更正的格或行。"]


def _touch(filing: Filing, actor: Actor, data: dict) -> None:
    _bump(filing)


def _refuse(filing: Filing, actor: Actor, data: dict) -> None:
    _bump(filing)
    telling.tell_city(filing, f"负责人不同意上报,退给填表人:{data['reason'].strip()}", actor, (Role.FILLER,))


_FIT = (within_time, rows_at_home, no_blanks, checks_pass, reasons_written, slip_items_done)

_ASKABLE = (own_unit, no_live_slip)

FILING.add(
    Transition("begin", "开始填报", (State.EMPTY,), State.FILLING, TYPE, (fills_here, within_time), _begin),
    Transition(
        "declare_nil", "零报告", (State.EMPTY, State.FILLING, State.RETURNED), _back, TYPE,
        (fills_here, within_time, whole_form_open, rows_at_home, nothing_typed, reason_told),
        _declare_nil, needs_reason=True,
    ),
    Transition(
        "undo_nil", "取消零报告", (State.FILLING, State.RETURNED), _back, TYPE, (fills_here, within_time), _undo_nil,
    ),
    Transition(
        "submit", "送负责人确认", (State.FILLING, State.RETURNED), State.CONFIRMING, TYPE,
        (fills_here, *_FIT), _hand_in,
    ),
    Transition("withdraw", "撤回修改", (State.CONFIRMING,), _back, FILL, (own_unit,), _touch),
    Transition(
        "refuse", "不同意,退给填表人", (State.CONFIRMING,), _back, CONFIRM, (own_unit,), _refuse, needs_reason=True,
    ),
    Transition(
        "confirm", "确认上报", (State.CONFIRMING,), State.SENT, CONFIRM, (own_unit, *_FIT, not_the_filler), _send,
    ),
    Transition("recall", "撤回上报", (State.SENT,), _back, CITY, (own_unit,), _recall),
    Transition("review", "开始审核", (State.SENT,), State.REVIEWING, REVIEW, (), _touch),
    Transition("receive", "接收", (State.REVIEWING,), State.RECEIVED, REVIEW, (all_released,), _receive),
    Transition(
        "return", "退回", (State.REVIEWING,), State.RETURNED, REVIEW, (_some_marks,), _return, needs_reason=True,
    ),
    Transition(
        "ask", "申请更正", (State.RECEIVED, State.FINAL), _stays, CITY, (*_ASKABLE, _cells_named, reason_told), _ask,
    ),
    Transition("reopen", "开放更正", (State.RECEIVED, State.FINAL), State.RETURNED, REVIEW, (), _touch),
    Transition("finalise", "定稿", (State.RECEIVED,), State.FINAL, FINALISE, (), _touch),
)  # fmt: skip


def _answer(slip: Slip, actor: Actor, data: dict) -> None:
    slip.answered_at = clock.now()


def _unanswer(slip: Slip, actor: Actor, data: dict) -> None:
    slip.answered_at = None


def _close(slip: Slip, actor: Actor, data: dict) -> None:
    slip.closed_at = clock.now()


def _grant(slip: Slip, actor: Actor, data: dict) -> dict:
    slips.number_slip(slip)
    FILING.perform(slip.filing, "reopen", actor)
    telling.tell_city(slip.filing, f"更正申请已批准,{slip}。", actor)
    return {"number": slip.number}


def _prolong(slip: Slip, actor: Actor, data: dict) -> dict:
    slip.until = slips.reopened_until()
    _page_changed(slip)
    last_day = calendar.deadline(slip.until)
    telling.tell_city(slip.filing, f"{slip}的修改期限延到 {last_day}。", actor)
    return {"until": last_day}


def _let_go(slip: Slip, actor: Actor, data: dict) -> None:
    """What was asked for is off the form's page again."""
    _close(slip, actor, data)
    _page_changed(slip)


def _page_changed(slip: Slip) -> None:
    """The filing itself stays as it is, but its page says something else now."""
    Filing.objects.filter(pk=slip.filing_id).changed()


def _deny(slip: Slip, actor: Actor, data: dict) -> None:
    _let_go(slip, actor, data)
    telling.tell_city(slip.filing, f"更正申请未批准:{data['reason'].strip()}", actor)


SLIPS.add(
    Transition("answer", "再报", (Slip.State.OPEN,), Slip.State.ANSWERED, CONFIRM, (), _answer),
    Transition("recall", "撤回再报", (Slip.State.ANSWERED,), Slip.State.OPEN, CITY, (), _unanswer),
    Transition("close", "办结", (Slip.State.ANSWERED,), Slip.State.CLOSED, REVIEW, (), _close),
    Transition("prolong", "延长修改期限", (Slip.State.OPEN,), Slip.State.OPEN, REVIEW, (), _prolong),
    Transition("grant", "批准更正", (Slip.State.ASKED,), Slip.State.OPEN, REVIEW, (), _grant),
    Transition("deny", "不同意更正", (Slip.State.ASKED,), Slip.State.REFUSED, REVIEW, (), _deny, needs_reason=True),
    Transition("drop", "撤销申请", (Slip.State.ASKED,), Slip.State.DROPPED, CITY, (), _let_go),
)


@transaction.atomic
def type_cells(filing: Filing, edits: list[filling.Edit], actor: Actor) -> filling.Outcome:
    """Record typed cells; the first number begins the filing. Raises filling.Closed, workflow.Refused."""
    return _type(filling.lock(filing.pk), edits, actor)


@transaction.atomic
def type_into(pk: int, edits: list[filling.Edit], actor: Actor) -> filling.Outcome:
    """The same for a filing by its number, in one read: 404 where the actor may not see it."""
    return _type(filling.lock_visible(pk, actor), edits, actor)


def _type(locked: Filing, edits: list[filling.Edit], actor: Actor) -> filling.Outcome:
    if locked.state == State.EMPTY and access.may(actor, TYPE):
        FILING.perform(locked, "begin", actor)
        locked = filling.lock(locked.pk)
    return filling.record_cells(locked, edits, actor)


def ask_correction(filing: Filing, reason: str, marks: list[slips.Marked], actor: Actor) -> Slip:
    """The city asks to correct a received filing: nothing unlocks until the province grants it."""
    asked = FILING.perform(filing, "ask", actor, reason=reason, marks=marks)
    return asked.slips.get(state=Slip.State.ASKED)


def why_no_correction(filing: Filing, actor: Actor) -> list[str]:
    """What keeps the city from asking at all, before a cell is ticked or a reason written."""
    if filing.state not in FILING.transitions["ask"].source:
        return ["只有已接收的填报可以申请更正;未接收的请撤回或等省厅退回。"]
    return [text for guard in _ASKABLE for text in guard(filing, actor, {})]
