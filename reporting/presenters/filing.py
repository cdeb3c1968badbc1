"""What the form page shows."""

from portal import access, calendar, clock
from portal.actor import Actor
from portal.components import Event, Step, Steps, Timeline
from portal.models import Transition as TransitionRow
from portal.workflow import Transition
from reporting.formspec.checks import count_levels
from reporting.formspec.spec import LEVEL_TITLES, Column
from reporting.formspec.values import format_value
from reporting.guards import MUST_FAILS, NOT_RELEASED, WAITS_FOR_REASON
from reporting.models import Filing, Slip
from reporting.permissions import FILL
from reporting.presenters.states import state_badge
from reporting.queries import filings as read
from reporting.queries.gate import Gate, live_slip
from reporting.queries.reasons import Judged, judge
from reporting.queries.sheet import Desk, desk
from reporting.queries.subjects import missing_subjects
from reporting.renderers.grid import render_grid, row_cards
from reporting.workflows import FILING

State = Filing.State
HIDDEN_STEPS = {"begin", "reopen", "finalise", "return", "declare_nil"}  # taken elsewhere, or by themselves
FINDING_TITLES = (MUST_FAILS, WAITS_FOR_REASON, NOT_RELEASED)
PRIMARY = {"submit", "confirm", "review", "receive"}


def filing_page(actor: Actor, filing: Filing, refused: dict) -> dict:
    """The template context of one filing's page."""
    page = desk(filing, actor)
    judged = judge(filing, page.findings)
    slip = _slip(filing, page)
    own = actor.organisation is not None and actor.organisation.pk == filing.unit_id
    base = f"/filings/{filing.pk}"
    steps = read.transitions_of(filing)
    found = buttons(filing, actor, own, {"checked": page.checked, "judged": judged, "due": page.door.due})
    return {
        "filing": filing,
        "base": base,
        "own": own,
        "spec": page.spec,
        "badge": state_badge(filing),
        "facts": facts(filing, page.door),
        "saved": saved(filing),
        "grid": render_grid(page.sheet, base, refused),
        "cards": row_cards(page.sheet, base),
        "editable": page.sheet.editable,
        "findings": count_levels(page.findings) | {"blank": page.progress.missing},
        "progress": page.progress,
        "steps": strip(filing, page, judged, slip),
        "judged": [_judged(one, page, base) for one in judged],
        "may_fill": own and access.may(actor, FILL),
        "door": page.door,
        "slip": slip,
        "buttons": found,
        "primary": next((one for one in found if one["primary"]), None),
        "can_return": filing.state == State.REVIEWING and access.may(actor, FILING.transitions["return"].permission),
        "can_correct": own and filing.state in (State.RECEIVED, State.FINAL) and live_slip(filing) is None,
        "can_nil": own and page.door.whole and not filing.nil and access.may(actor, FILL),
        "absent": missing_subjects(filing, set(page.context.row_ids)) if own and page.door.whole else [],
        "paper_date": calendar.day(filing.filled_on or clock.today(), with_year=True),
        "paper_filler": filing.filler_name or (actor.name if own and access.may(actor, FILL) else ""),
        "differences": differences(filing, page),
        "refusal": refusal(steps),
        "timeline": timeline(steps),
        "versions": read.versions_of(filing),
    }


def facts(filing: Filing, door: Gate) -> list[str]:
    """The line under the heading: when it closes, what it counts, when it was saved."""
    period, now = filing.period, clock.now()
    window = f"{calendar.day(period.counts_from, True)}至{calendar.day(period.counts_to, True)}"
    due = door.due.due_at
    words = [f"{calendar.deadline(due, with_year=due.year != now.year)}截止{'(已延期)' if door.due.extended else ''}"]
    if filing.first_sent_at is None or filing.state in (State.FILLING, State.RETURNED, State.CONFIRMING):
        words[0] += f",{calendar.left(due, now)}"
    words.append(f"统计期间 {window}")
    return words


def saved(filing: Filing) -> str:
    """When it was last saved: the time of today, else the day with it."""
    if filing.saved_at is None:
        return "零报告" if filing.nil else "尚未填写"
    local = filing.saved_at.astimezone(clock.SHANGHAI)
    return f"已保存 {local:%H:%M:%S}" if local.date() == clock.today() else f"已保存 {calendar.stamp(local)}"


def strip(filing: Filing, page: Desk, judged: list[Judged], slip: dict | None) -> Steps:
    """填报 → 审核 → 说明 → 负责人确认 → 上报 → 接收, with what is left at each."""
    must = sum(one.finding.level == "must" for one in judged)
    waits = sum(one.waits for one in judged)
    missing = page.progress.missing
    filled = "零报告" if filing.nil else f"填报 {page.progress.filled}/{page.progress.expected}"
    first = (filled, missing == 0 and (filing.nil or page.progress.expected > 0), "")
    if slip and filing.state == State.RETURNED and slip["done"] < slip["total"]:
        first = (f"改{slip['slip'].get_kind_display()}格 {slip['done']}/{slip['total']}", False, "#slip")
    open_steps = [
        first,
        (f"审核 剩 {must} 条" if must else "审核", not must, "#findings"),
        (f"说明 剩 {waits} 条" if waits else "说明", not waits, "#findings"),
    ]
    order = [State.CONFIRMING, State.SENT, State.RECEIVED]
    reached = {State.CONFIRMING: 0, State.SENT: 1, State.REVIEWING: 2, State.RECEIVED: 3, State.FINAL: 3}.get(
        filing.state, -1
    )
    titles = ["负责人确认", "上报", "省厅接收"]
    later = [(title, reached > place, "") for place, title in enumerate(titles[: len(order)])]
    return Steps(_marked(open_steps + later, past=reached >= 0))


def _marked(steps: list[tuple[str, bool, str]], past: bool) -> list[Step]:
    drawn, now_taken = [], False
    for place, (text, done, url) in enumerate(steps):
        done = done or (past and place < 3)
        state = "done" if done and not now_taken else "next"
        if not done and not now_taken:
            state, now_taken = "now", True
        drawn.append(Step(text, state, url))
    return drawn


def buttons(filing: Filing, actor: Actor, own: bool, known: dict) -> list[dict]:
    """The steps this person may take, each with why not now; the first primary one is the page's blue button."""
    drawn = []
    for step in FILING.available(filing, actor):
        if step.name in HIDDEN_STEPS or (step.name == "undo_nil" and not filing.nil):
            continue
        if not own and any(guard.__name__ == "own_unit" for guard in step.guards):
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


def _judged(one: Judged, page: Desk, base: str) -> dict:
    finding = one.finding
    row = next((row for row in page.sheet.rows if row.key == finding.row_key), None)
    return {
        "level": finding.level,
        "title": LEVEL_TITLES[finding.level],
        "message": finding.message,
        "code": finding.check,
        "row_key": finding.row_key or "",
        "url": f"#c-{row.id}-{finding.columns[0]}" if row and finding.columns else "",
        "explanation": one.explanation,
        "stale": one.stale,
        "waits": one.waits,
        "held": one.held,
    }


def _slip(filing: Filing, page: Desk) -> dict | None:
    slip = page.slip
    if slip is None:
        return None
    columns = {column.key: column.short_for(filing.period.half) for column in page.spec.columns}
    items = [{"item": item, "column": columns.get(item.column, "整行")} for item in read.items_of(slip)]
    done = sum(one["item"].done_at is not None for one in items)
    until = calendar.deadline(slip.until) if slip.until else ""
    return {"slip": slip, "items": items, "done": done, "total": len(items), "until": until}


def differences(filing: Filing, page: Desk) -> list[dict]:
    """Cells of the version last sent that differ from the one before, for the province's eye."""
    labels = {row.id: row.label for row in page.sheet.rows}
    return [
        {
            "row": labels.get(row, ""),
            "column": page.spec.column(key).short_for(filing.period.half),
            "old": _shown(old, page.spec.column(key)),
            "new": _shown(new, page.spec.column(key)),
            "place": f"{row}-{key}",
        }
        for (row, key), (old, new) in sorted(page.changed.items())
        if page.spec.has_column(key)
    ]


def _shown(value: object, column: Column) -> str:
    return "空" if value is None else "—" if value == "—" else format_value(value, column)


def refusal(steps: list[TransitionRow]) -> str:
    """Why the 负责人 did not agree, while that was the last thing that happened."""
    return steps[0].reason if steps and (steps[0].machine, steps[0].name) == ("filing", "refuse") else ""


def timeline(steps: list[TransitionRow]) -> Timeline:
    """The whole history, newest first, the same for both sides."""
    titles = {name: step.title for name, step in FILING.transitions.items()}
    events = [
        Event(
            calendar.stamp(one.at),
            titles[one.name] if one.machine == "filing" else slip_title(one.name, one.slip_kind),
            f"{one.duty} {one.actor.name if one.actor else ''}".strip(),
            one.reason,
            "bad"
            if one.name in ("return", "refuse", "deny")
            else "good"
            if one.name in ("receive", "close")
            else "quiet",
        )
        for one in steps
    ]
    return Timeline(events)


def slip_title(name: str, kind: str) -> str:
    """The words for a step of a slip inside a filing's history."""
    paper = f"{Slip.Kind(kind).label}单"
    words = {"answer": f"{paper}已再报", "recall": "撤回再报", "close": f"{paper}办结"}
    return words.get(name) or {"grant": "批准更正", "deny": "不批准更正", "drop": "撤销更正申请"}[name]
