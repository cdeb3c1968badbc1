"""The first page of a school or a county: whom it is paired with, and what was received of its own row."""

from django.urls import reverse

from pairing.queries.partnerships import Wanted, listing
from portal import clock
from portal.actor import Actor
from portal.components import Column, Empty, Facts, Link, Panel, Row, Table
from reporting.formspec.values import format_value
from reporting.models import Period
from reporting.queries import periods
from reporting.queries.standings import RECEIVED, standings
from reporting.queries.totals import Totals, by_row
from reporting.rollup import NOTHING

NO_ROW = Empty("还没有已接收的数", "市(地)人社局上报、省厅接收后,本校(县)的数列在这里。数有出入请与市(地)人社局联系。")
NO_PAIR = Empty("没有结对", "省级结对见附件1,市级结对由市(地)人社局登记。")


def pairing_panel(actor: Actor) -> Panel:
    """The pairings that run today, from this side."""
    found = listing(actor.scope, Wanted(on=clock.today()))
    rows = [Row([one.school.organisation.name, str(one.county), one.get_level_display()]) for one in found]
    heads = [Column("技工院校"), Column("县(市)"), Column("级别")]
    return Panel("结对", Table("结对", heads, rows, empty=NO_PAIR), Link("附件1", reverse("attachment1")))


def figures_panel(actor: Actor) -> Panel:
    """The newest received figures of one's own row, column by column."""
    found = newest(actor)
    if found is None:
        return Panel("本单位的数", NO_ROW)
    line, half = found.lines[0], found.period.half
    pairs = []
    for column in found.columns:
        figure = line.figures.get(column.key, NOTHING)
        shown = (
            format_value(figure.value, column) if figure.value is not None else "空白" if figure.missing else "— 不适用"
        )
        unit = f"({column.unit})" if column.unit else ""
        pairs.append((column.short_for(half) + unit, shown))
    url = reverse("totals", args=[found.form, found.period.code])
    aside = Link(f"{found.spec.mark} {found.period} {line.city}", url)
    return Panel(f"{line.label}的数", [Facts(pairs)], aside)


def newest(actor: Actor) -> Totals | None:
    """The latest period and form in which a row in scope was received."""
    opened = periods.opened()
    have = [one for one in standings(actor.scope, opened) if one.counts(RECEIVED) and not one.nil(RECEIVED)]
    for period in opened:
        for one in have:
            found = _read(actor, one.filing.form, period) if one.filing.period_id == period.pk else None
            if found is not None:
                return found
    return None


def _read(actor: Actor, form: str, period: Period) -> Totals | None:
    found = by_row(actor.scope, form, period, RECEIVED)
    return found if found and found.lines else None
