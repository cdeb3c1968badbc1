"""One column of a form as charts: over the periods, by city, on the sketch of the province; and their table."""

from dataclasses import replace

from portal.charts import HALF, LACKING, WHOLE, Bars, Columns, Map, Mark, largest, steps
from reporting.formspec.spec import Column
from reporting.formspec.values import format_value
from reporting.models import Period
from reporting.presenters.board import drill_url, totals_url
from reporting.presenters.tables import FigureTable, Heading, Value, figure, heading, text
from reporting.queries.compare import Course, Year
from reporting.queries.standings import Standing
from reporting.queries.totals import Totals
from reporting.rollup import NOTHING, Figure

NIL, UNCOUNTED = "零报告", "未计入"


def chart_page(found: Course, base: Totals, column: Column, title: str) -> dict:
    """What the page draws. The parts by city only where there is more than one to be seen."""
    name = column.short_for(base.period.half)
    trend = Columns(f"{name}历期", [_over_time(year, base, column) for year in found.years])
    table = chart_table(found, base, column, title)
    if len(base.standings) < 2:
        return {"table": table, "trend": trend, "name": name}
    marks = {one.code: _of_city(found.this, one, base, column) for one in base.standings}
    shades = [f"至 {format_value(step, column)}" for step in _rounded(steps(largest(list(marks.values()))), column)]
    return {
        "table": table,
        "trend": trend,
        "name": name,
        "bars": Bars(f"{name}各市(地)", list(marks.values())),
        "map": Map(f"{name}示意图", marks, shades),
        "multiples": _multiples(found, base, column, marks),
    }


def _rounded(numbers, column: Column):
    """Upper ends as the column writes its numbers; of whole numbers the last whole one that still belongs."""
    return numbers if column.kind in ("money", "decimal") else [number // 1 for number in numbers]


def _over_time(year: Year, base: Totals, column: Column) -> Mark:
    """The total of a period, which says whether it is a half-year."""
    url = drill_url(base.form, year.period, column.key, base.basis)
    mark = _mark(f"{year.period.year}年", year.total.get(column.key, NOTHING), column, url)
    below = [year.period.get_half_display(), *([mark.below] if mark.below else [])]
    if not year.counted:
        mark = replace(mark, shown=UNCOUNTED, url="")
    return _outlined(replace(mark, below=" ".join(below)), year)


def _outlined(mark: Mark, year: Year) -> Mark:
    """A half-year's column is outlined, unless cells are missing, which matters more."""
    return replace(mark, kind=HALF) if mark.kind == WHOLE and year.period.half == Period.Half.FIRST else mark


def _of_city(year: Year, one: Standing, base: Totals, column: Column) -> Mark:
    """A city's number in a period: counted, a nil return, or not counted."""
    line = year.line(one.code)
    if line is None:
        return Mark(one.city, None, UNCOUNTED)
    if line.nil:
        return Mark(one.city, None, NIL)
    url = drill_url(base.form, year.period, column.key, base.basis, one.code)
    return _mark(one.city, line.figures.get(column.key, NOTHING), column, url)


def _mark(label: str, one: Figure, column: Column, url: str) -> Mark:
    lacking = f"缺 {one.missing} 格" if one.missing else ""
    if one.value is None:
        return Mark(label, None, lacking or "不适用", url)
    return Mark(label, one.value, format_value(one.value, column), url, LACKING if lacking else WHOLE, lacking)


def _multiples(found: Course, base: Totals, column: Column, marks: dict[str, Mark]) -> list[tuple[Mark, Columns]]:
    """A small chart per city, all by one scale, each opening the city's rows."""
    courses = {one.code: [_city_over_time(year, one, base, column) for year in found.years] for one in base.standings}
    top = largest([mark for course in courses.values() for mark in course])
    return [
        (
            marks[one.code],
            Columns(
                f"{one.city}历期",
                courses[one.code],
                top,
                small=True,
                url=totals_url(base.form, base.period, base.basis, by="row", city=one.code),
            ),
        )
        for one in base.standings
    ]


def _city_over_time(year: Year, one: Standing, base: Totals, column: Column) -> Mark:
    return _outlined(replace(_of_city(year, one, base, column), label=str(year.period)), year)


def chart_table(found: Course, base: Totals, column: Column, title: str) -> FigureTable:
    """The numbers behind the charts: a line per city, a column per period."""
    book = heading(column, base.period.half).book
    heads = [Heading("市(地)"), *[Heading(str(year.period), "num", book) for year in found.years]]
    rows = [[text(one.city), *[_value(year, one, base, column) for year in found.years]] for one in base.standings]
    foot = [text("总计")]
    for year in found.years:
        url = drill_url(base.form, year.period, column.key, base.basis)
        foot.append(figure(year.total.get(column.key, NOTHING), column, url))
    return FigureTable(title, heads, rows, foot)


def _value(year: Year, one: Standing, base: Totals, column: Column) -> Value:
    line = year.line(one.code)
    if line is None:
        return text("")
    if line.nil:
        return text(NIL)
    url = drill_url(base.form, year.period, column.key, base.basis, one.code)
    return figure(line.figures.get(column.key, NOTHING), column, url)
