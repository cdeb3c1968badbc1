"""The pages of 定稿, of the differences against it, and of 历年报表."""

from django.urls import reverse

from portal import access, calendar
from portal.actor import Actor
from portal.components import Badge, Button, Column, Empty, Link, Progress, Row, Side, Table
from reporting.formspec.spec import FormSpec
from reporting.formspec.values import format_value
from reporting.models import Issue
from reporting.permissions import FINALISE
from reporting.presenters.board import place_badge_of, totals_url
from reporting.presenters.tables import FigureTable, Heading, Value, text
from reporting.queries.history import Past
from reporting.queries.home import Tally
from reporting.queries.issues import Difference
from reporting.queries.standings import ISSUED, RECEIVED

NO_ISSUES = Empty("还没有报送期开放", "报送期开放、各市(地)的表都接收后,在这里定稿。")
NO_DIFFERENCE = Empty("没有差异", "定稿以后接收的更正,会逐格列在这里;定稿的数不变。")
NO_HISTORY = Empty("还没有历年报表", "报送期开放后,各期各表列在这里。")


def issue_table(tallies: list[Tally], issues: list[Issue], actor: Actor) -> Table:
    """Every opened period and form: received of 13, issued or ready, with what to do."""
    made = {(one.form, one.period_id): one for one in issues}
    heads = [Column("报表"), Column("已接收"), Column("状态", "state"), Column("定稿"), Column("", "action")]
    may = access.may(actor, FINALISE)
    return Table("定稿", heads, [_issue_row(one, made.get((one.form, one.period.pk)), may) for one in tallies],
                 empty=NO_ISSUES)  # fmt: skip


def _issue_row(one: Tally, made: Issue | None, may: bool) -> Row:
    name = f"{one.mark} {one.period}"
    url = reverse("issue", args=[one.form, one.period.code])
    progress = Progress(one.received, one.units, "个", "已接收")
    title = Link(name, url, strong=True)
    if made:
        words = f"{made.issued_by.name} {calendar.stamp(made.issued_at)}"
        return Row([title, progress, Badge("已定稿", "good"), words, Button("看差异", url, label=f"看差异 {name}")])
    if one.received == one.units:
        words = "去定稿" if may else "查看"
        button = Button(words, url, label=f"{words} {name}")
        return Row([title, progress, Badge("可定稿", "info"), "", button])
    badge = Badge(f"{one.units - one.received} 个未接收", "warn")
    return Row([title, progress, badge, "", Button("查看", url, label=f"查看 {name}")])


def difference_table(found: list[Difference], spec: FormSpec, title: str) -> FigureTable:
    """City, row, column, issued, now, difference: one line per cell."""
    heads = [Heading("市(地)"), Heading(spec.axis_title), Heading("指标"), Heading("定稿数", "num", "money")]
    heads += [Heading("现接收数", "num", "money"), Heading("差", "num", "money")]
    return FigureTable(title, heads, [_difference(one, spec) for one in found])


def _difference(one: Difference, spec: FormSpec) -> list[Value]:
    column = spec.column(one.column)
    url = reverse("filing-cell", args=[one.standing.filing.pk, one.row_id, one.column])
    both = one.issued is not None and one.now is not None
    change = one.now - one.issued if both else None
    words = f"{'+' if change > 0 else ''}{format_value(change, column)}" if both else ""
    name = text(column.short_for(one.standing.filing.period.half), url)
    issued = _plain(one.issued, one.issued_na, column)
    return [
        text(one.standing.city),
        text(one.label),
        name,
        issued,
        _plain(one.now, one.now_na, column),
        Value(words, change),
    ]


def _plain(value, not_applicable: bool, column) -> Value:
    if value is None:
        words = "— 不适用" if not_applicable else "空白"
        return Value(words, words)
    return Value(format_value(value, column), value)


def province_history(found: list[Past]) -> Table:
    """For the province: how many are received, whether issued, where to read on."""
    heads = [Column("报送期"), Column("报表"), Column("已接收"), Column("状态", "state"), Column("看")]
    return Table("历年报表", heads, [_province_row(one) for one in found], empty=NO_HISTORY)


def _province_row(one: Past) -> Row:
    badge = Badge("已定稿", "good") if one.issued else Badge("未定稿", "quiet")
    basis = ISSUED if one.issued else RECEIVED
    links = [Link("汇总", totals_url(one.form, one.period, basis)), Link("看板", _board(one))]
    if one.changed:
        url = reverse("issue", args=[one.form, one.period.code])
        links.append(Link(f"定稿后更正 {one.changed} 个市(地)", url))
    some = [f"零报告 {one.nil}"] if one.nil else []
    some += [f"补录 {one.backfilled}"] if one.backfilled else []
    kinds = f"(含{'、'.join(some)})" if some else ""
    name = Link(f"{one.mark} {one.title}", totals_url(one.form, one.period, basis))
    return Row([str(one.period), name, f"{one.received}/{len(one.found)}{kinds}", badge, Side(links)])


def _board(one: Past) -> str:
    return f"{reverse('board')}?period={one.period.code}"


def city_history(found: list[Past]) -> Table:
    """For a city: state, version, dates of its own filing, with the doors to it and to its totals."""
    heads = [
        Column("报送期"),
        Column("报表"),
        Column("状态", "state"),
        Column("首次上报"),
        Column("接收"),
        Column("看"),
    ]
    return Table("历年报表", heads, [_city_row(one) for one in found], empty=NO_HISTORY)


def _city_row(one: Past) -> Row:
    filing = one.own.filing
    first, taken = filing.first_sent_at, filing.received_version
    sent = calendar.stamp(first) if first else "—"
    late = filing.sent_version.days_late if filing.sent_version else 0
    version = f"{calendar.stamp(taken.received_at)} 第 {taken.number} 版" if taken and taken.received_at else "—"
    name = Link(f"{one.mark} {one.title}", reverse("filing", args=[filing.pk]), strong=True)
    links = Side(
        [
            Link("汇总", totals_url(one.form, one.period, RECEIVED)),
            Link("打印件", reverse("filing-paper", args=[filing.pk])),
        ]
    )
    return Row(
        [str(one.period), name, place_badge_of(filing), sent + (f" 迟报 {late} 天" if late else ""), version, links]
    )


def own_history(found: list[Past]) -> Table:
    """For a school or county: the periods in which its row stands, with its received figures."""
    heads = [Column("报送期"), Column("报表"), Column("状态", "state"), Column("看")]
    rows = [
        Row(
            [
                str(one.period),
                f"{one.mark} {one.title}",
                _taken(one),
                Link("本单位的数", totals_url(one.form, one.period, RECEIVED)),
            ]
        )
        for one in found
    ]
    return Table("历年报表", heads, rows, empty=NO_HISTORY)


def _taken(one: Past) -> Badge:
    return Badge("已接收", "good") if one.received else Badge("未接收", "quiet")
