"""What the form page shows."""

from portal import calendar, clock
from portal.actor import Actor
from portal.components import Event, Timeline
from portal.models import Transition as TransitionRow
from reporting.formspec.checks import count_levels
from reporting.formspec.spec import LEVEL_TITLES, Column
from reporting.formspec.values import format_value
from reporting.models import Filing, Slip, SlipItem
from reporting.presenters.notes import under_form
from reporting.presenters.presence import cursor
from reporting.presenters.refusals import refusals
from reporting.presenters.slips import asked_correction, counted, denied_correction, slip_state, slip_title
from reporting.presenters.stand_in import mark_badge, stand_in_of, step_words
from reporting.presenters.states import state_badge
from reporting.presenters.steps import refusal, way_on
from reporting.queries import filings as read
from reporting.queries.gate import Gate
from reporting.queries.reasons import Judged, judge
from reporting.queries.sheet import Desk, desk
from reporting.queries.stand_in import fills, signature
from reporting.queries.steps import steps_of
from reporting.renderers.grid import render_grid, row_cards
from reporting.renderers.sheet import SheetCell

State = Filing.State


def filing_page(actor: Actor, filing: Filing, refused: dict) -> dict:
    """The template context of one filing's page."""
    page = desk(filing, actor)
    judged = judge(filing, page.findings)
    slip = _slip(filing, page)
    own = actor.stands_for(filing.unit_id)
    asked = asked_correction(actor, page.slip, own)
    base = f"/filings/{filing.pk}"
    steps = steps_of(filing)
    return {
        "filing": filing,
        "base": base,
        "own": own,
        "spec": page.spec,
        "badge": state_badge(filing),
        "mark": mark_badge(filing),
        "stand_in": stand_in_of(actor, filing, {"due": page.door.due, "slip": page.door.slip}),
        "facts": facts(filing, page.door),
        "saved": saved(filing),
        "seen": cursor(filing),
        "grid": render_grid(page.sheet, base, refused),
        "cards": row_cards(page.sheet, base),
        "refusals": refusals(page.sheet, page.spec, filing.period.half, refused),
        "editable": page.sheet.editable,
        "findings": count_levels(page.findings) | {"blank": page.progress.missing},
        "progress": page.progress,
        "judged": [_judged(one, page, base) for one in judged],
        "door": page.door,
        "slip": slip,
        "asked": asked,
        "denied": denied_correction(steps, own),
        "backfill": backfill_words(filing),
        "paper_date": calendar.day(filing.filled_on or clock.today(), with_year=True),
        "paper_filler": filing.filler_name or (signature(filing, actor) if fills(filing, actor) else ""),
        "differences": differences(filing, page),
        "refusal": refusal(steps),
        "timeline": timeline(steps),
        "versions": versions(filing, steps),
        "notes": under_form(filing, page),
    } | way_on(actor, filing, page, judged, slip, own)


def facts(filing: Filing, door: Gate) -> list[str]:
    """The line under the heading: when it closes, what it counts, when it was saved."""
    period, now = filing.period, clock.now()
    window = f"{calendar.day(period.counts_from, True)}至{calendar.day(period.counts_to, True)}"
    due = door.due.due_at
    words = [f"{calendar.deadline(due, with_year=due.year != now.year)}截止{door.due.mark}"]
    if filing.first_sent_at is None or filing.state in (State.FILLING, State.RETURNED, State.CONFIRMING):
        words[0] += f",{calendar.left(due, now)}"
    if not door.due.backfill:
        words[0] += f",{calendar.closing_day(door.due.locks_at)}锁定"
    if filing.sent_version and filing.state in (State.SENT, State.REVIEWING, State.RECEIVED, State.FINAL):
        late = filing.sent_version.days_late
        words.append(f"{calendar.stamp(filing.sent_version.sent_at)} 上报{f',迟报 {late} 天' if late else ''}")
    words.append(f"统计期间 {window}")
    return words


def backfill_words(filing: Filing) -> str:
    """Who let the form in after the lock, when, until when and from what it is filled; "" of any other."""
    if not filing.backfilled:
        return ""
    until = calendar.deadline(filing.backfill_until, with_year=True)
    opened = f"{filing.backfill_by.name} {calendar.stamp(filing.backfill_at)} 开放,{until}截止"
    return f"{opened}。理由和来源:{filing.backfill_reason}"


def saved(filing: Filing) -> str:
    """When it was last saved: the time of today, else the day with it."""
    if filing.saved_at is None:
        return "零报告" if filing.nil else "尚未填写"
    return f"已保存 {calendar.lately(filing.saved_at)}"


def _judged(one: Judged, page: Desk, base: str) -> dict:
    finding = one.finding
    row = next((row for row in page.sheet.rows if row.key == finding.row_key), None)
    return {
        "level": finding.level,
        "title": LEVEL_TITLES[finding.level],
        "message": finding.message,
        "code": finding.check,
        "row_key": finding.row_key or "",
        # The same as long as the finding stands, whatever joins it; htmx looks for it by a selector.
        "id": f"{finding.check}-{row.id if row else 0}".replace(".", "-"),
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
    live = slip.state in (Slip.State.OPEN, Slip.State.ANSWERED, Slip.State.CLOSED)
    rows = {row.id: row.cells for row in page.sheet.rows if live}
    items = [
        {"item": one, "column": columns.get(one.column, "整行"), "now": _answered(one, rows.get(one.row_id, {}))}
        for one in read.items_of(slip)
    ]
    done = sum(one["item"].done_at is not None for one in items)
    until = calendar.deadline(slip.until) if slip.until else ""
    return {
        "slip": slip,
        "state": slip_state(slip, filing, done, len(items)),
        "items": items,
        "done": done,
        "total": len(items),
        "counted": counted(slip, done, len(items)),
        "until": until,
    }


def _answered(item: SlipItem, cells: dict[str, SheetCell]) -> str:
    """What stands now in a marked cell that was saved again."""
    cell = cells.get(item.column)
    if cell is None or item.done_at is None or item.answer:
        return ""
    return (cell.text or "空") if cell.applicable else "不适用"


def differences(filing: Filing, page: Desk) -> list[dict]:
    """Cells that say something else than in the version before, for the eye of who did not type them."""
    if page.sheet.editable:
        return []
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


def versions(filing: Filing, steps: list[TransitionRow]) -> list[dict]:
    """What was sent, newest first, with what the city took back before the province began."""
    own = [one for one in steps if one.machine == "filing"]
    recalled = {one.detail.get("version") for one in own if one.name == "recall"}
    sent = read.versions_of(filing) if any(one.name == "confirm" for one in own) else []
    return [{"version": one, "recalled": one.number in recalled} for one in sent]


def timeline(steps: list[TransitionRow]) -> Timeline:
    """The whole history, newest first, the same for both sides."""
    events = [
        Event(
            calendar.stamp(one.at),
            step_words(one) if one.machine == "filing" else slip_title(one.name, one.slip_kind),
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
