"""行任务的办理: the city hands a row to the school or county it is about, which fills and confirms it."""

from datetime import date, timedelta

from portal import calendar, clock
from portal.actor import Actor
from portal.models import Role
from portal.services import messages
from portal.workflow import Machine, Transition
from reporting import telling
from reporting.guards import MUST_FAILS, fills_here, own_unit
from reporting.models import Filing, RowTask
from reporting.permissions import CONFIRM_ROW, FILL, TYPE
from reporting.queries.forms import spec_of
from reporting.queries.gate import Gate, gate
from reporting.queries.periods import Due
from reporting.queries.reasons import NEEDS_REASON
from reporting.queries.sheet import checked
from reporting.queries.tasks import receivers
from reporting.services.periods import end_of
from reporting.workflows import FILING

State = RowTask.State
TASK = Machine("row_task", RowTask)


def latest_day(due: Due) -> date:
    """The last day a row may be given: the one before the city's own, or today where that is past."""
    return max(clock.today(), calendar.closing_date(due.due_at) - timedelta(days=1))


def _own_filing(task: RowTask, actor: Actor, data: dict) -> list[str]:
    return own_unit(task.row.filing, actor, data)


def _fills_form(task: RowTask, actor: Actor, data: dict) -> list[str]:
    """A row comes back to the city, or to who is in 代录: else a county nobody reaches would hold the form up."""
    return fills_here(task.row.filing, actor, data)


def _door(task: RowTask, actor: Actor, data: dict) -> Gate:
    """The form's gate, asked once for all rows that are handed on together."""
    return data.get("door") or gate(task.row.filing, actor)


def _row_open(task: RowTask, actor: Actor, data: dict) -> list[str]:
    """What the city could not fill itself now, it cannot have filled."""
    row, door = task.row, _door(task, actor, data)
    if not door.open:
        return [door.why]
    if row.struck or row.filing.nil:
        return [f"“{row.label}”本期不填,不用交办。"]
    if door.cells is not None and not any(place[0] == row.pk for place in door.cells):
        return [f"“{row.label}”没有{door.slip.paper}所列的格,不用交办。"]
    return []


def _somebody_there(task: RowTask, actor: Actor, data: dict) -> list[str]:
    return (
        []
        if task.row_id in data["receivers"]
        else [f"“{task.row.label}”没有可登录的账号。请由系统管理员开通,或由市局填报。"]
    )


def _sound_date(task: RowTask, actor: Actor, data: dict) -> list[str]:
    day, last = data["until"], latest_day(_door(task, actor, data).due)
    if day is None:
        return ["请填写院校(县)填报的截止日期。"]
    if day < clock.today():
        return [f"{calendar.day(day)}已过,请改填报期限。"]
    return [f"填报期限要早于本单位的截止日期,最晚{calendar.day(last)}。"] if day > last else []


def _hand(task: RowTask, actor: Actor, data: dict) -> dict:
    filing = task.row.filing
    if filing.state == Filing.State.EMPTY:
        FILING.perform(filing, "begin", actor)
    task.due_at, task.note = end_of(data["until"]), data["note"].strip()[:200]
    task.handed_by, task.handed_at = actor.account, clock.now()
    task.confirmed_by = task.confirmed_at = task.reminded_at = None
    task.answer = task.returned_for = ""
    words = f"交办填报本行,{calendar.deadline(task.due_at)}前填完并确认。{task.note}"
    tell_receiver(task, data["receivers"][task.row_id], words, actor)
    return _changed(task, until=calendar.deadline(task.due_at), note=task.note)


def _may_type(task: RowTask, actor: Actor, data: dict) -> list[str]:
    door = gate(task.row.filing, actor)
    return [] if door.open else [door.why]


def _filled(task: RowTask, actor: Actor, data: dict) -> list[str]:
    """What 强制 forbids is not confirmed. A blank needs a word, as only the city may mark a cell 不适用, and so does a
    figure that 核实 asks about: the city's own reason is written from it.
    """
    row, filing = task.row, task.row.filing
    found, spec, half = checked(filing), spec_of(filing.edition), filing.period.half
    values = next(one for one in found.context.rows if one.key == row.key)
    blank = [
        column.short_for(half)
        for column in spec.number_columns
        if values.applies(column.key) and values.values.get(column.key) is None
    ]
    failed = [one for one in found.findings if one.outcome == "failed" and one.row_key == row.key]
    told = [f"{MUST_FAILS}:{one.message}" for one in failed if one.level == "must"]
    if data["answer"].strip():
        return told
    told += [f"请在说明里写明原因:{one.message}" for one in failed if one.level in NEEDS_REASON]
    if blank:
        told.append(f"还有 {len(blank)} 格空白:{'、'.join(blank)}。没有的填 0;不适用或暂缺的,请在说明里写明。")
    return told


def _confirm(task: RowTask, actor: Actor, data: dict) -> dict:
    task.answer = data["answer"].strip()[:300]
    task.confirmed_by, task.confirmed_at, task.returned_for = actor.account, clock.now(), ""
    words = f"{task.row.label}已确认本行" + (f",说明:{task.answer}" if task.answer else "。")
    telling.tell_city(task.row.filing, words, actor, (Role.FILLER,))
    return _changed(task, answer=task.answer)


def _return(task: RowTask, actor: Actor, data: dict) -> dict:
    task.returned_for = data["reason"].strip()[:300]
    task.due_at = max(task.due_at, end_of(clock.today()))  # whoever must do it again has at least this day
    _tell(task, f"退回重填:{task.returned_for}", actor)
    return _changed(task)


def _take_back(task: RowTask, actor: Actor, data: dict) -> dict:
    _tell(task, "已由市(地)人社局收回,不用再填。", actor)
    return _changed(task)


def _tell(task: RowTask, words: str, actor: Actor) -> None:
    receiver = receivers([task.row]).get(task.row_id)
    if receiver:
        tell_receiver(task, receiver, words, actor)


def tell_receiver(task: RowTask, receiver, words: str, actor: Actor) -> int:
    """One message to the people of the school or county, leading to the row; returns how many got it."""
    filing = task.row.filing
    text = f"{filing.edition.mark} {filing.period.title} {task.row.label}:{words}"
    roles = [Role.SCHOOL if task.row.school_id else Role.COUNTY]
    address = f"/filings/{filing.pk}/rows/{task.row_id}/"
    return len(messages.send_to_holders(receiver, roles, text, actor, address))


def _changed(task: RowTask, **detail: str) -> dict:
    """Both pages, the city's and the row's, say something else now."""
    Filing.objects.filter(pk=task.row.filing_id).changed()
    return detail


TASK.add(
    Transition(
        "hand", "交办", (State.HOME,), State.HANDED, FILL,
        (_own_filing, _row_open, _somebody_there, _sound_date), _hand,
    ),
    Transition(
        "confirm", "确认本行", (State.HANDED, State.RETURNED), State.CONFIRMED, CONFIRM_ROW,
        (_may_type, _filled), _confirm,
    ),
    Transition(
        "return", "退回重填", (State.CONFIRMED,), State.RETURNED, FILL, (_own_filing, _row_open), _return,
        needs_reason=True,
    ),
    Transition("take_back", "收回", (State.HANDED, State.RETURNED), State.HOME, TYPE, (_fills_form,), _take_back),
)  # fmt: skip
