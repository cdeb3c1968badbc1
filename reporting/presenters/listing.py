"""填报: the filings of one period as a list."""

from portal import calendar, clock
from portal.actor import Actor
from portal.components import Button, Column, Empty, Lines, Progress, Row, Table
from reporting.models import Filing, Period
from reporting.presenters.states import state_badge
from reporting.queries.periods import Due, backfill_due, due_of, dues_of
from reporting.queries.progress import progress_by_filing


def filings_page(actor: Actor, period: Period | None, periods: list[Period], found: list[Filing]) -> dict:
    """The template context: period chooser, list, and what to do where it is empty."""
    if period is None:
        return {"period": None, "periods": [], "table": _table([]), "facts": []}
    own_dues, progress = dues_of(period), progress_by_filing(found)
    rows = [_row(one, progress[one.pk], backfill_due(one) or own_dues.get(one.unit_id), clock.now()) for one in found]
    due = due_of(period, actor.organisation)
    window = f"统计期间 {calendar.day(period.counts_from, True)}至{calendar.day(period.counts_to, True)}"
    return {"period": period, "periods": periods, "table": _table(rows), "facts": [due.words, window]}


def _table(rows: list[Row]) -> Table:
    columns = [Column("报表"), Column("状态", "state"), Column("截止"), Column("进度"), Column("", "action")]
    empty = Empty("本期还没有填报", "报送期开放后,平台按各市登记的院校和县自动生成填报表。")
    return Table("填报", columns, rows, empty=empty)


def _row(filing: Filing, progress: tuple[int, int], due: Due | None, now) -> Row:
    moment = due.due_at if due else filing.period.due_at
    left = (
        calendar.left(moment, now)
        if filing.first_sent_at is None
        else f"{calendar.stamp(filing.first_sent_at)} 首次上报"
    )
    return Row([
        Lines(str(filing.edition), f"{filing.unit.region.name} · {filing.period.title}", strong=True),
        state_badge(filing),
        Lines(calendar.deadline(moment) + ("(补录)" if filing.backfilled else ""), left),
        Progress(*progress),
        Button("打开", f"/filings/{filing.pk}/", label=f"打开 {filing.unit.region.name} {filing.edition}"),
    ])  # fmt: skip
