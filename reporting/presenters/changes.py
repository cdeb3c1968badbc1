"""One column against an earlier period, city by city or row by row, the largest difference first."""

from decimal import Decimal

from reporting.formspec.spec import Column
from reporting.formspec.values import format_value
from reporting.presenters.board import drill_url
from reporting.presenters.tables import FigureTable, Heading, Value, figure, heading, text
from reporting.queries.changes import Change, Changes, comparable
from reporting.queries.compare import Year
from reporting.queries.totals import Totals
from reporting.rollup import Figure, Line

AGAINST = {"lastyear": "比上年同期", "last": "比上期"}


def why_not(found: Changes, base: Totals, column: Column) -> str:
    """Why there is nothing to be compared; "" where there is."""
    if found.against is None:
        return f"{base.period}之前没有可比的报送期。"
    if not comparable(found.this, found.against, column):
        name = column.short_for(base.period.half)
        return f"“{name}”是期内发生数,{found.this.period}与{found.against.period}的统计区间不同,不能相减;请比上年同期。"
    if not found.against.counted:
        return f"{found.against.period}按这个口径没有已计入的市(地)。"
    return ""


def change_table(found: Changes, base: Totals, column: Column, axis: str, title: str) -> FigureTable:
    """本期, before, difference and share; what cannot be subtracted stands last and says why."""
    book = heading(column, base.period.half).book
    names = [Heading("市(地)"), *([Heading(base.spec.axis_title)] if axis == "row" else [])]
    before = str(found.against.period) if found.against else "以前"
    heads = [*names, Heading(str(base.period), "num", book), Heading(before, "num", book)]
    heads += [Heading("增减", "num", book), Heading("增减幅度", "num", "percent"), Heading("说明")]
    rows = [_row(one, found, base, column, axis) for one in found.lines]
    return FigureTable(title, heads, rows, _foot(found, column, len(names)) if found.lines else None)


def _row(one: Change, found: Changes, base: Totals, column: Column, axis: str) -> list[Value]:
    row = one.line.key if axis == "row" else ""
    names = [text(one.line.city, strong=True), *([text(one.line.label)] if row else [])]
    sides = [
        _shown(side, drill_url(base.form, year.period, column.key, base.basis, one.line.city_code, row), column)
        for side, year in ((one.now, found.this), (one.before, found.against))
    ]
    return [*names, *sides, *_difference(one.difference, one.before, column), text(_note(one, found))]


def _shown(one: Figure | None, url: str, column: Column) -> Value:
    return text("") if one is None else figure(one, column, url)


def _difference(difference: Decimal | None, before: Figure | None, column: Column) -> list[Value]:
    if difference is None:
        return [Value("", None), text("")]
    share = difference / before.value if difference and before.value else None
    words = "" if share is None else f"{share:+.1%}"
    shown = f"{'+' if difference > 0 else ''}{format_value(difference, column)}"
    return [Value(shown, difference), Value(words, share)]


def _note(one: Change, found: Changes) -> str:
    if one.difference is not None:
        return ""
    for side, year in ((one.now, found.this), (one.before, found.against)):
        if side is None:
            return f"{year.period}{_absence(year, one.line)}"
        if side.missing:
            return f"{year.period}缺 {side.missing} 格"
    return "不适用"


def _absence(year: Year, line: Line) -> str:
    if line.row_id is not None:
        return "没有这一行"
    return "零报告" if year.line(line.key) else "没有计入"


def _foot(found: Changes, column: Column, names: int) -> list[Value]:
    """The sum of the lines that have a difference: only these are of the same units."""
    both = [one for one in found.lines if one.difference is not None]
    now = sum((one.now.value for one in both), Decimal(0))
    before = sum((one.before.value for one in both), Decimal(0))
    words = [text("合计"), *[text("")] * (names - 1)]
    if not both:
        return [*words, *[text("")] * 4, text("没有两期都有数的行")]
    sums = [Value(format_value(one, column), one) for one in (now, before)]
    differences = _difference(now - before, Figure(before), column)
    return [*words, *sums, *differences, text(f"两期都有数的 {len(both)} 行")]
