"""The way on from where a filing stands: the strip above the form, the steps one may take, what each asks first."""

from portal import access, calendar, clock
from portal.actor import Actor
from portal.components import Step, Steps
from portal.models import Transition as TransitionRow
from portal.workflow import Transition
from reporting.carrying import carriable
from reporting.guards import MUST_FAILS, NOT_RELEASED, WAITS_FOR_REASON
from reporting.models import Filing, Slip
from reporting.queries.reasons import Judged
from reporting.queries.sheet import Desk
from reporting.queries.stand_in import fills
from reporting.queries.subjects import Subject, missing_subjects
from reporting.services.slips import reopened_until
from reporting.workflows import FILING, SLIPS

State = Filing.State
# These are taken elsewhere, or by themselves.
HIDDEN_STEPS = {"begin", "ask", "reopen", "finalise", "return", "declare_nil", "stand_in", "stand_down", "backfill"}
WHOSE = {"own_unit", "fills_here"}  # guards that say whose step it is: to others it is not shown at all
FINDING_TITLES = (MUST_FAILS, WAITS_FOR_REASON, NOT_RELEASED)
PRIMARY = {"submit", "confirm", "review", "receive"}
NO_ROWS = {
    "schools": "登记册里没有本市应报的院校。",
    "counties": "登记册里没有本市应报的县(市、区)。",
    "free": "本表还没有一行;有要报的,先在下面“表头、增行”里增加。",
}
LIVE = (Slip.State.ASKED, Slip.State.OPEN, Slip.State.ANSWERED)


def way_on(actor: Actor, filing: Filing, page: Desk, judged: list[Judged], slip: dict | None, own: bool) -> dict:
    """The part of the form's context that says what may be done next."""
    typist, live = fills(filing, actor), page.slip is not None and page.slip.state in LIVE
    found = buttons(filing, actor, _known(page, judged))
    absent = missing_subjects(filing, set(page.context.row_ids)) if page.door.whole else []
    nil = nil_offer(filing, page, absent) if typist else None
    carried = len(carriable(page.context, page.door)) if typist and page.door.open and not filing.nil else None
    for one in found:
        one["ask"] = recall_words(filing, page) if one["step"].name == "recall" else ""
    reviews = filing.state == State.REVIEWING and access.may(actor, FILING.transitions["return"].permission)
    return {
        "steps": strip(filing, page, judged, slip, first_step(filing, page, nil) if typist else None, carried),
        "carried": carried,
        "carried_from": page.context.prev.name if carried else "",
        "buttons": found,
        "primary": next((one for one in found if one["primary"]), None),
        "may_fill": typist,
        "can_return": reviews,
        "held": sum(one.held for one in judged) if reviews else 0,
        "can_correct": own and filing.state in FILING.transitions["ask"].source and not live,
        "prolong": _prolonged(page.slip, actor),
        "start": start(filing, page) if typist else None,
        "nil": nil,
        "absent": absent,
    }


def _known(page: Desk, judged: list[Judged]) -> dict:
    """What the page knows already, so that no guard asks for it again."""
    known = {"checked": page.checked, "judged": judged, "due": page.door.due}
    shut = not page.door.open  # then nothing was asked about rows
    return known if shut else known | {"out": [row.label for row in page.sheet.rows if row.id in page.door.handed]}


def start(filing: Filing, page: Desk) -> dict | None:
    """Of a form nobody has touched: the first cell to fill."""
    if filing.state != State.EMPTY:
        return None
    places = ((row.id, key) for row in page.sheet.rows for key, cell in row.cells.items() if cell.open)
    row, key = next(places, (None, ""))
    return {"row": row, "cell": f"#c-{row}-{key}"} if row else None


def nil_offer(filing: Filing, page: Desk, absent: list[Subject]) -> dict | None:
    """零报告: in sight where there is no row to fill; with rows it names them, as they would not be reported."""
    if filing.nil or not page.door.whole:
        return None
    rows = [row.label for row in page.sheet.rows if not row.struck]
    struck = len(page.sheet.rows) - len(rows)
    why = f"本表 {struck} 行都已注明本期不填。" if struck else NO_ROWS[filing.edition.axis]
    return {"rows": rows, "why": why, "in_sight": not rows and not absent}


def first_step(filing: Filing, page: Desk, nil: dict | None) -> tuple[str, bool, str] | None:
    """What an untouched form, or one without a row, wants first of all."""
    if nil and nil["in_sight"]:
        return "没有要填的行:作零报告", False, "#nil"
    if filing.state == State.EMPTY and page.door.open:
        return f"先填数 {page.progress.filled}/{page.progress.expected}", False, ""
    return None


def _prolonged(slip: Slip | None, actor: Actor) -> str:
    """Until when an open slip would be open, for the one who may say so; "" where it would change nothing."""
    if slip is None or slip.state != Slip.State.OPEN or not access.may(actor, SLIPS.transitions["prolong"].permission):
        return ""
    until = reopened_until()
    return calendar.deadline(until) if until != slip.until else ""


def recall_words(filing: Filing, page: Desk) -> str:
    """What follows when the city takes back what it sent, said before it does."""
    words = "撤回后省厅不再有这一版,本表要改好后重新送负责人确认、再上报。"
    if page.slip is not None and page.slip.state == Slip.State.ANSWERED:
        return f"{words}{page.slip}恢复为待修改,只能改所列各格。"
    due, now = page.door.due, clock.now()
    if due.backfill:
        over = "已过,撤回后须请省厅再开放补录,才能再报" if now >= due.locks_at else "前可改好再报"
        return f"{words}补录期限 {calendar.deadline(due.locks_at)} {over}。"
    if now >= due.locks_at:
        return f"{words}本期已锁定,撤回后须先申请延期、由省厅批准,才能再报;按再上报的时间记迟报。"
    if now >= due.due_at:
        return f"{words}本期已过截止,再上报将记为迟报。"
    return f"{words}是否按时,按再上报的时间算:{calendar.deadline(due.due_at)}截止,{calendar.left(due.due_at, now)}。"


def refusal(steps: list[TransitionRow]) -> str:
    """Why the 负责人 did not agree, until the form is handed in again."""
    last = next((one for one in steps if one.machine == "filing" and one.name in ("submit", "refuse")), None)
    return last.reason if last and last.name == "refuse" else ""


def strip(
    filing: Filing, page: Desk, judged: list[Judged], slip: dict | None, first: tuple | None, carried: int | None
) -> Steps:
    """提取上期 → 填报 → 审核 → 说明 → 核对上期 → 负责人确认 → 上报 → 接收, with what is left at each."""
    must = sum(one.finding.level == "must" for one in judged)
    waits = sum(one.waits for one in judged)
    missing = page.progress.missing
    filled = "零报告" if filing.nil else f"填报 {page.progress.filled}/{page.progress.expected}"
    first = first or (filled, missing == 0 and (filing.nil or page.progress.expected > 0), "")
    if slip and filing.state == State.RETURNED and slip["done"] < slip["total"]:
        first = (f"改{slip['slip'].get_kind_display()}格 {slip['done']}/{slip['total']}", False, "#slip")
    open_steps = [
        *_carry_step(page, carried),
        first,
        (f"审核 剩 {must} 条" if must else "审核", not must, "#findings"),
        (f"说明 剩 {waits} 条" if waits else "说明", not waits, "#findings"),
        *_look_step(page),
    ]
    order = [State.CONFIRMING, State.SENT, State.RECEIVED]
    reached = {State.CONFIRMING: 0, State.SENT: 2, State.REVIEWING: 2, State.RECEIVED: 3, State.FINAL: 3}.get(
        filing.state, -1
    )
    titles = ["负责人确认", "上报", "省厅接收"]
    later = [(title, reached > place, "") for place, title in enumerate(titles[: len(order)])]
    return Steps(_marked(open_steps + later, past=len(open_steps) if reached >= 0 else 0))


def _carry_step(page: Desk, carried: int | None) -> list[tuple[str, bool, str]]:
    """提取上期, for the one who may; without a filing before there is nothing to carry."""
    if carried is None or page.context.prev is None:
        return []
    return [(f"提取上期 {carried} 格" if carried else "提取上期", not carried, "#carry" if carried else "")]


def _look_step(page: Desk) -> list[tuple[str, bool, str]]:
    """核对上期: the cells still marked 待核, as those that were carried are."""
    if page.filing.nil or page.context.prev is None:
        return []
    left = len(page.notes.marks)
    return [(f"核对上期 剩 {left} 格" if left else "核对上期", not left, "#notes" if left else "")]


def _marked(steps: list[tuple[str, bool, str]], past: int) -> list[Step]:
    """``past``: how many of the first are behind us whatever they say."""
    drawn, now_taken = [], False
    for place, (text, done, url) in enumerate(steps):
        done = done or place < past
        state = "done" if done and not now_taken else "next"
        if not done and not now_taken:
            state, now_taken = "now", True
        drawn.append(Step(text, state, url))
    return drawn


def buttons(filing: Filing, actor: Actor, known: dict) -> list[dict]:
    """The steps this person may take, each with why not now; the first primary one is the page's blue button."""
    drawn = []
    for step in FILING.available(filing, actor):
        if step.name in HIDDEN_STEPS or (step.name == "undo_nil" and not filing.nil):
            continue
        if any(guard.__name__ in WHOSE and guard(filing, actor, {}) for guard in step.guards):
            continue
        why = FILING.blockers(filing, step.name, actor, known)
        drawn.append({"step": step, "why": _short(why), "primary": step.name in PRIMARY, "id": _id(step)})
    return drawn


def _short(messages: list[str]) -> list[str]:
    """The findings stand in full just above: here they are only counted."""
    counted = {title: sum(text.startswith(title) for text in messages) for title in FINDING_TITLES}
    rest = [text for text in messages if not text.startswith(FINDING_TITLES) and "见表下清单" not in text]
    return rest + [f"{title},见上面的审核结果。" for title, number in counted.items() if number]


def _id(step: Transition) -> str:
    return f"step-{step.name}"
