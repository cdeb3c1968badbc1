"""The first page's lines and boxes for those who fill, confirm, review and issue."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from portal import access, calendar, clock
from portal.actor import Actor
from portal.components import Badge, Button, Column, Empty, Event, Link, Panel, Progress, Row, Side, Table, Timeline
from portal.home import Todo
from reporting.models import Filing, Slip
from reporting.permissions import FILL
from reporting.presenters.board import place_badge_of, waited
from reporting.presenters.slips import all_done, counted, slip_title
from reporting.presenters.stand_in import mark_of, step_words
from reporting.queries import home as read
from reporting.queries import periods
from reporting.queries.steps import Happened, recent

State = Filing.State
SHOWN = 8  # lines of one kind; the list behind the last line has the rest


def current_fact(actor: Actor) -> str:
    """«2020年全年报表 12月10日24时截止,还有 7 天»."""
    period = periods.current()
    if period is None:
        return ""
    now = clock.now()
    locks = f"{calendar.closing_day(period.locks_at)}锁定"
    return f"{period}报表 {calendar.deadline(period.due_at)}截止,{calendar.left(period.due_at, now)},{locks}"


def own_todos(actor: Actor) -> Iterator[Todo]:
    """A city's filings that are not received: what each waits for, and the cell that keeps it."""
    now, found = clock.now(), read.own_filings(actor)
    for one in sorted(found, key=lambda one: (_shut(one, now), one.filing.state != State.RETURNED, one.due.due_at)):
        yield _slip_todo(one, actor) if one.slip and one.filing.state == State.RETURNED else _filing_todo(one, actor)
    for slip in read.asked_corrections(actor.scope):
        yield _asked_todo(slip, "更正申请", Badge("等省厅批准", "warn"), "查看", mine=False)


def _shut(one: read.Open, now: datetime) -> bool:
    """Locked before it was sent: only an extension opens it again."""
    return now >= one.due.locks_at and one.filing.first_sent_at is None and one.slip is None


def _name(filing: Filing) -> str:
    return f"{filing.edition.mark} {filing.edition.title}"


def _due(one: read.Open) -> tuple[str, str]:
    now = clock.now()
    late = calendar.days_late(one.due.due_at, now)
    if late and one.filing.first_sent_at is None:
        shut = "补录期限已过" if one.due.backfill else "已锁定,须申请延期"
        left = f"已迟 {late} 天" if now < one.due.locks_at else shut
    else:
        left = "" if one.filing.first_sent_at else calendar.left(one.due.due_at, now)
    words = calendar.deadline(one.due.due_at, with_year=one.due.due_at.year != now.year)
    return words + one.due.mark, left


def _filing_todo(one: read.Open, actor: Actor) -> Todo:
    filing, url = one.filing, reverse("filing", args=[one.filing.pk])
    below = f"{filing.period} · {_refused(one) or ('零报告' if filing.nil else f'{one.expected} 格')}{_confirmed(one)}"
    below += f" · 省厅{mark_of(filing)}" if mark_of(filing) else ""
    progress = "零报告" if filing.nil else Progress(one.filled, one.expected)
    badge, action, mine = _step(one, actor, url)
    return Todo(_name(filing), below, badge, *_due(one), progress, action, mine)


def _confirmed(one: read.Open) -> str:
    """«院校(县)确认 4/6», where rows were handed on."""
    done, handed = one.rows
    return f" · 院校(县)确认 {done}/{handed}" if handed else ""


def _refused(one: read.Open) -> str:
    return f"负责人退回:{one.refused}" if one.refused else ""


def _step(one: read.Open, actor: Actor, url: str) -> tuple[Badge, Button, bool]:
    """The badge, the button and whether the next step is this person's."""
    filing, fills = one.filing, access.may(actor, FILL)
    label = f"{filing.edition.mark} {filing.period}"
    look = Button("查看", url, label=f"查看 {label}")
    if filing.state == State.CONFIRMING:
        go = Button("去确认", url, label=f"去确认 {label}")
        return Badge("待负责人确认", "warn"), look if fills else go, not fills
    if filing.state in (State.SENT, State.REVIEWING):
        return place_badge_of(filing), look, False
    if _shut(one, clock.now()):
        return Badge(f"{filing.get_state_display()},已锁定", "bad"), look, False
    if not fills:
        return place_badge_of(filing), look, False
    if filing.state == State.EMPTY:
        return Badge("未填报"), Button("去填报", url, label=f"去填报 {label}"), True
    badge, place = _filling_badge(one, actor)
    badge = Badge("负责人退回", "bad") if one.refused else badge
    return badge, Button("去填报", url + place, label=f"去填报 {label}"), True


def _filling_badge(one: read.Open, actor: Actor) -> tuple[Badge, str]:
    if one.filing.nil:
        return Badge("零报告,可送负责人确认", "info"), ""
    found = read.blocker(one.filing, actor)
    place = f"#c-{found.row}-{found.column}" if found.row else ""
    if found.must:
        return Badge(f"强制审核未过 {found.must}", "bad"), place
    done, handed = one.rows
    if one.expected and one.filled == one.expected and done < handed:
        return Badge("等院校(县)确认", "warn"), "#tasks"
    if one.expected and one.filled == one.expected:
        return Badge("已填完,可送负责人确认", "info"), ""
    return Badge("填报中"), place


def _slip_todo(one: read.Open, actor: Actor) -> Todo:
    """«退回单 2020-017» with how long it waits for us and how much of it is done."""
    slip, filing, fills = one.slip, one.filing, access.may(actor, FILL)
    badge, place, verb = _slip_step(one, actor)
    url = reverse("filing", args=[filing.pk]) + place
    due = calendar.deadline(slip.until) if slip.until else ""
    action = Button(verb, url, label=f"{verb} {slip} {filing.edition.mark}")
    below = f"{filing.edition.mark} {filing.period} · {_refused(one) or slip.reason}"
    left = calendar.left(slip.until, clock.now()) if slip.until else ""
    return Todo(str(slip), below, badge, due, left, counted(slip, slip.done, slip.marked), action, fills)


def _slip_step(one: read.Open, actor: Actor) -> tuple[Badge, str, str]:
    """The badge, the place on the form and the verb; with every item done it is a form to hand in like any other."""
    slip, fills = one.slip, access.may(actor, FILL)
    if all_done(slip, one.filing, slip.done, slip.marked):
        if not fills:
            return Badge("已改完,等填表人送确认", "warn"), "", "查看"
        badge, place = _filling_badge(one, actor)
        return badge, place, "去修改" if place else "去送确认"
    badge = Badge(waited(slip.opened_at, clock.now()).replace("等 ", "等我 "), "warn")
    if not fills:
        return badge, "", "查看"
    place = read.slip_place(slip) if slip.state == Slip.State.OPEN else None
    anchor = (f"#c-{place[0]}-{place[1]}" if place[1] else f"#r-{place[0]}") if place else ""
    return badge, anchor, "去修改"


def review_todos(actor: Actor) -> Iterator[Todo]:
    """The province: what was sent, what is asked for, who has not sent."""
    now, waiting = clock.now(), list(read.to_review())
    for filing in waiting[:SHOWN]:
        title = f"{filing.unit.region.name} {_name(filing)}"
        sent = filing.sent_version
        below = f"{filing.period} · {calendar.stamp(sent.sent_at)} 上报 · 第 {sent.number} 版"
        below += f" · 迟报 {sent.days_late} 天" if sent.days_late else ""
        label = f"去审核 {filing.unit.region.name} {filing.edition.mark}"
        action = Button("去审核", reverse("filing", args=[filing.pk]), label=label)
        yield Todo(title, below, place_badge_of(filing), waited(sent.sent_at, now), "", "", action)
    if len(waiting) > SHOWN:
        action = Button("看板", reverse("board"))
        more = len(waiting) - SHOWN
        yield Todo(f"另有 {more} 张表待审核", "按上报先后", Badge("已上报", "info"), action=action, things=more)
    yield from _asked(actor)


def _asked_todo(slip: Slip, what: str, badge: Badge, verb: str, mine: bool) -> Todo:
    """A correction that was asked for, as either side has it before it; the form's page holds the answer."""
    title = f"{what} {slip.filing.edition.mark} {slip.filing.period}"
    action = Button(verb, reverse("filing", args=[slip.filing_id]), label=f"{verb} {title}")
    return Todo(
        title, slip.reason, badge, waited(slip.opened_at, clock.now()), "", counted(slip, 0, slip.marked), action, mine
    )


def _asked(actor: Actor) -> Iterator[Todo]:
    now = clock.now()
    for slip in read.asked_corrections(actor.scope):
        what = f"更正申请 {slip.filing.unit.region.name}"
        yield _asked_todo(slip, what, Badge("待批", "warn"), "去批复", mine=True)
    for one in read.asked_extensions():
        title = f"延期申请 {one.unit} {one.period}"
        action = Button("去批复", reverse("calendar"), label=f"去批复 {title}")
        below = f"申请延至{calendar.deadline(one.until)} · {one.reason}"
        yield Todo(title, below, Badge("待批", "warn"), waited(one.asked_at, now), "", "", action)


def missing_todos(actor: Actor) -> Iterator[Todo]:
    """Whom the province still waits for, one line for the current period; the step is theirs."""
    now, found = clock.now(), read.tallies()
    period = periods.current(now)
    current = [one for one in found if one.period == period]
    lacking = [one for one in current if one.not_sent]
    if not lacking:
        return
    words = "未上报:" + "、".join(f"{one.mark} {one.not_sent} 个市(地)" for one in lacking)
    units = sum(one.units for one in current)
    progress = Progress(units - sum(one.not_sent for one in current), units, "张", "已上报")
    due, left = calendar.deadline(period.due_at), calendar.left(period.due_at, now)
    late = now >= period.due_at
    action = Button("看板与催报", f"{reverse('board')}?period={period.code}")
    badge = Badge("未报齐", "bad" if late else "warn")
    yield Todo(f"{period} 上报进度", words, badge, due, left, progress, action, mine=False)


def issue_todos(actor: Actor) -> Iterator[Todo]:
    """The finaliser: forms that everybody's filing is received of, and that are not issued."""
    for one in read.tallies():
        if one.received == one.units and not one.issued:
            action = Button("去定稿", reverse("issue", args=[one.form, one.period.code]))
            progress = Progress(one.received, one.units, "个", "已接收")
            due = calendar.deadline(one.period.due_at)
            yield Todo(
                f"{one.mark} {one.period} 定稿", "全部已接收", Badge("可定稿", "info"), due, "", progress, action
            )


def recent_panel(actor: Actor) -> Panel:
    """What just happened among the filings one may see, a line for each; the filing's page tells the rest."""
    empty = Empty("还没有记录", "填报、上报、退回、接收后,会按先后列在这里。")
    aside = "全省" if actor.scope.whole else "本单位"
    return Panel("最近", Timeline([_event(one) for one in recent(actor.scope)], empty), aside)


def _event(one: Happened) -> Event:
    step, filing = one.step, one.filing
    title = step_words(step) if step.machine == "filing" else slip_title(step.name, step.slip_kind)
    before = f",及此前 {one.before} 条" if one.before else ""
    what = f"{title} {filing.unit.region.name} {filing.edition.mark} {filing.period}{before}"
    tones = {"return": "bad", "refuse": "bad", "deny": "bad", "receive": "good", "finalise": "good", "close": "good"}
    who = step.actor.name if step.actor else "平台"
    url = reverse("filing", args=[filing.pk])
    return Event(calendar.stamp(step.at), what, who, step.reason, tones.get(step.name, "quiet"), url)


def earlier_panel(actor: Actor) -> Panel:
    """The unit's own filings that the province has received."""
    heads = [Column("报表"), Column("状态", "state"), Column("接收")]
    rows = [
        Row(
            [
                Link(f"{one.edition.mark} {one.period}", reverse("filing", args=[one.pk])),
                place_badge_of(one),
                _taken(one),
            ]
        )
        for one in read.earlier(actor)
    ]
    empty = Empty("还没有已接收的报表", "本单位上报、省厅接收后列在这里。")
    return Panel("已接收的报表", Table("已接收的报表", heads, rows, empty=empty), Link("历年报表", reverse("history")))


def _taken(filing: Filing) -> str:
    version = filing.received_version
    return f"{calendar.stamp(version.received_at)} 第 {version.number} 版" if version and version.received_at else ""


def progress_panel(actor: Actor) -> Panel:
    """The current and the last periods over the whole province, form by form."""
    heads = [Column("报表"), Column("进度"), Column("状态", "state")]
    rows = [_tally_row(one) for one in read.tallies()[:6]]
    empty = Empty("还没有报送期开放", "报送期开放后列在这里。")
    return Panel("全省进度", Table("全省进度", heads, rows, empty=empty), Link("报送看板", reverse("board")))


def _tally_row(one: read.Tally) -> Row:
    url = f"{reverse('totals', args=[one.form, one.period.code])}"
    if one.issued:
        badge = Badge("已定稿", "good")
    elif one.received == one.units:
        badge = Badge("可定稿", "info")
    else:
        badge = Badge(f"{one.not_sent} 个未上报" if one.not_sent else "审核中", "warn" if one.not_sent else "info")
    progress = Progress(one.received, one.units, "已接收", "已接收")
    return Row([Link(f"{one.mark} {one.period}", url), progress, Side([badge])])
