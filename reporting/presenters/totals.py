"""The tables of the totals pages: by city, row, 省级 pairing, beside earlier periods; what a figure is made of."""

from urllib.parse import urlencode

from django.urls import reverse

from portal import access, calendar
from portal.actor import Actor
from portal.components import Badge, Empty, Link, Side
from reporting.formspec.spec import Column, FormSpec
from reporting.formspec.values import format_value
from reporting.permissions import VIEW
from reporting.presenters.board import drill_url, place_badge_of, totals_url
from reporting.presenters.stand_in import counted_mark
from reporting.presenters.states import marked
from reporting.presenters.tables import (
    FigureTable,
    Heading,
    Value,
    blanks,
    figure,
    figures,
    form_heading,
    heading,
    nil_values,
    single_cells,
    text,
)
from reporting.queries.compare import Comparison, Year
from reporting.queries.drill import Drill, DrillRow, Reason
from reporting.queries.pairs import Pair, Pairs
from reporting.queries.standings import BASES, DRAFT, ISSUED, Standing
from reporting.queries.totals import Totals
from reporting.rollup import NOTHING, Line

ROW_TITLES = {"schools": "按院校", "counties": "按县(市、区)", "free": "按行"}
NO_PAIRS = Empty("没有可看的省级结对", "省级结对见附件1;本单位的院校和县(市)没有列入的,这里没有数。")


def caption(found: Totals, how: str) -> str:
    """«附件2 2020年全年 按市(地)(已接收)»: the table's name, also of its workbook."""
    return f"{found.spec.mark} {found.period} {how}({BASES[found.basis]})"


def city_table(found: Totals) -> FigureTable:
    """Every unit in scope, counted or not, with its state; 总计 is the sum of those counted."""
    half, columns = found.period.half, found.columns
    heads = [Heading("市(地)"), Heading("状态", "state"), *[heading(column, half) for column in columns]]
    lines = {line.city_code: line for line in found.lines}
    rows = [_city_row(one, lines.get(one.code), found) for one in found.standings]
    return FigureTable(caption(found, "按市(地)"), heads, rows, [*_total_head(found, 1), *_total(found)])


def _city_row(one: Standing, line: Line | None, found: Totals) -> list[Value]:
    url = totals_url(found.form, found.period, found.basis, by="row", city=one.code)
    cells = [text(one.city, url, strong=True), _state(one, found.basis)]
    if line is None:
        return cells + blanks(found.columns)
    if line.nil:
        return cells + nil_values(found.columns)
    return cells + figures(line.figures, found.columns, _door(found, one.code))


def _state(one: Standing, basis: str) -> Value:
    """Where a filing stands; under a correction first what its figure is, as that is not what the city works on."""
    filing = one.filing
    if not one.overtaken(basis):
        nil = "(零报告)" if filing.nil else ""
        return Value(place_badge_of(filing), marked(filing, filing.get_state_display() + nil))
    counted = "已定稿" if basis == ISSUED else "已接收"
    since = "更正中" if one.version(basis) == filing.received_version else "已更正"
    words = marked(filing, f"{'零报告 ' if one.nil(basis) else ''}{counted},{since}")
    return Value(Badge(words, "warn", "✓"), words)


def _door(found: Totals, city: str = "", row: str = ""):
    return lambda key: drill_url(found.form, found.period, key, found.basis, city, row)


def _total_head(found: Totals, more: int) -> list[Value]:
    return [text("总计"), text(counted_words(found)), *[text("")] * (more - 1)]


def _total(found: Totals, city: str = "") -> list[Value]:
    return figures(found.total, found.columns, _door(found, city))


def row_table(found: Totals, city: str, own: bool) -> FigureTable:
    """Every row of the filings counted: schools or counties, city by city. ``own``: a school's or county's own rows."""
    lines = [line for line in found.lines if city in ("", line.city_code)]
    shown = Totals(found.form, found.period, found.basis, found.spec, found.standings, lines)
    heads = [Heading("市(地)"), Heading(found.spec.axis_title), *[heading(c, found.period.half) for c in found.columns]]
    rows = [_row(line, shown, own) for line in lines]
    rows += [
        [text(one.city), text("零报告"), *nil_values(found.columns)]
        for one in found.nil
        if not own and city in ("", one.code)
    ]
    foot = [text("总计"), text(f"{len(lines)} 行"), *_total(shown, city)]
    return FigureTable(caption(found, ROW_TITLES[found.spec.axis]), heads, rows, foot)


def _row(line: Line, found: Totals, own: bool) -> list[Value]:
    url = "" if own else reverse("filing", args=[line.filing_id]) + f"#c-{line.row_id}-{found.columns[0].key}"
    figures_shown = single_cells(line.figures, found.columns, _door(found, line.city_code, line.key))
    return [text(line.city), text(line.label, url, strong=True), *figures_shown]


def pair_table(found: Pairs, title: str, half: str, basis: str, period) -> FigureTable:
    """The 15 pairs; a side that is not counted (or not in scope) is blank. Each school and county is summed once."""
    heads = [Heading("技工院校"), Heading("县(市)")]
    heads += [form_heading(spec, column, half) for _side, spec, columns in found.sides for column in columns]
    rows = [_pair(pair, found, period, basis) for pair in found.pairs]
    foot = [text("合计"), text("每校、每县只计一次")]
    for side, _spec, columns in found.sides:
        foot += figures(found.total(side), columns, lambda key: "")
    return FigureTable(title, heads, rows, foot if rows else None)


def _pair(pair: Pair, found: Pairs, period, basis: str) -> list[Value]:
    school, county = pair.partnership.school.organisation, pair.partnership.county
    cells = [text(school.name, strong=True), text(f"{county.name}({county.parent.name})")]
    for side, spec, columns in found.sides:
        cells += _side(getattr(pair, side), spec, columns, period, basis)
    return cells


def _side(line: Line | None, spec: FormSpec, columns: tuple[Column, ...], period, basis: str) -> list[Value]:
    if line is None:
        return blanks(columns)
    place = line.city_code, line.key
    return single_cells(line.figures, columns, lambda key: drill_url(spec.code, period, key, basis, *place))


def years_table(found: Comparison, title: str, form: str, basis: str) -> FigureTable:
    """One line per period, and for December the difference called 下半年; last the change against the year before."""
    columns = found.spec.number_columns
    half = found.years[0].period.half
    heads = [Heading("报送期"), Heading("已计"), *[heading(column, half) for column in columns]]
    rows = []
    for year in found.years:
        rows.append(_year_row(year, columns, form, basis))
        if year.period.year in found.halves:
            rows.append(_second_half(found, year))
    return FigureTable(title, heads, rows, _change(found, columns))


def _second_half(found: Comparison, year: Year) -> list[Value]:
    """全年 − 上半年, and said so; nothing where the two are not of the same units."""
    columns, second = found.spec.number_columns, found.second_half(year)
    name = text(f"{year.period.year}年下半年")
    if second is None:
        return [name, text("两期已计的市(地)不同,不能相减"), *blanks(columns)]
    return [name, text("全年减上半年的差"), *figures(second, columns, lambda key: "")]


def _year_row(year: Year, columns: tuple[Column, ...], form: str, basis: str) -> list[Value]:
    period = year.period
    counted = text(f"{year.counted}/{year.expected}")
    doors = figures(year.total, columns, lambda key: drill_url(form, period, key, basis))
    return [text(period.title, totals_url(form, period, basis), strong=True), counted, *doors]


def _change(found: Comparison, columns: tuple[Column, ...]) -> list[Value] | None:
    change = found.change()
    if change is None:
        return None
    differences, units = change
    before = found.years[1].total_of(found.years[0].units)
    cells = [text(f"比{found.years[1].period}"), text(f"{units} 个市(地)两期都计")]
    for column in columns:
        one, base = differences.get(column.key, NOTHING), before.get(column.key, NOTHING)
        if one.value is None:
            cells.append(text(""))
            continue
        share = f"({one.value / base.value:+.1%})" if one.value and base.value else ""
        words = f"{'+' if one.value > 0 else ''}{format_value(one.value, column)}{share}"
        cells.append(Value(words, one.value))
    return cells


def lines_table(found: Comparison, title: str, column: Column, axis: str) -> FigureTable:
    """One column over the periods: a line per city, or per school or county."""
    heads = [Heading("市(地)")] + ([Heading(found.spec.axis_title)] if axis == "row" else [])
    heads += [Heading(year.period.title, "num", heading(column, "Y").book) for year in found.years]
    rows = []
    for line in found.keys():
        label = f"{line.label}(原区划)" if line.key in found.retired else line.label
        names = [text(line.city)] + ([text(label)] if axis == "row" else [])
        rows.append([*names, *[_past(found, year, line, column) for year in found.years]])
    foot = [text("总计")] + ([text("")] if axis == "row" else [])
    foot += [figure(year.total.get(column.key, NOTHING), column) for year in found.years]
    return FigureTable(title, heads, rows, foot)


def _past(found: Comparison, year: Year, line: Line, column: Column) -> Value:
    there = year.line(line.key)
    if there is not None and there.nil:
        return text("零报告")
    value = found.figure(year, line.key, column.key)
    if value is None:  # the city reported, this row did not exist then (or no longer): nothing to compare with
        return text("—") if line.city_code in year.units else text("")
    return figure(value, column)


def drill_table(found: Drill, title: str, actor: Actor) -> FigureTable:
    """The rows behind a figure; each value opens its cell, for those who may read the filing."""
    half = found.found.period.half
    heads = [Heading("市(地)"), Heading(found.found.spec.axis_title), heading(found.column, half)]
    heads += [Heading("填报", "state"), Heading("说明")]
    rows = [_drill_row(row, found, access.may(actor, VIEW)) for row in found.rows]
    for one in found.nil:
        rows.append([text(one.city), text("零报告"), text("—"), _version(one, found), text(one.filing.nil_reason)])
    foot = [text("总计"), text(""), figure(found.total, found.column), text(""), text("")]
    return FigureTable(title, heads, rows, foot)


def _drill_row(row: DrillRow, found: Drill, may_open: bool) -> list[Value]:
    line, cell = row.line, ""
    if may_open:
        cell = reverse("filing-cell", args=[line.filing_id, line.row_id, found.column.key])
    reasons = ";".join(_reason(one) for one in row.reasons)
    value, version = _cell(row, found.column, cell), _version(row.standing, found)
    return [text(line.city), text(line.label), value, version, text(reasons)]


def _reason(one: Reason) -> str:
    said = f"{one.said.reason}({one.said.by.name} {calendar.stamp(one.said.at)})"
    return f"数已改,改前的说明:{said}" if one.outdated else said


def _cell(row: DrillRow, column: Column, url: str) -> Value:
    if not row.figure.applicable:
        return Value(Link("— 不适用", url), "不适用")
    if row.figure.value is None:
        return Value(Link("空白", url), "空白")
    return figure(row.figure, column, url)


def _version(one: Standing, found: Drill) -> Value:
    version = one.version(found.found.basis)
    words = f"第 {version.number} 版 {calendar.stamp(version.sent_at)}上报" if version else "现填的数"
    mark = counted_mark(one.filing, version)
    words += f",{mark}" if mark else ""
    state = _state(one, found.found.basis)
    return Value(Side([state.shown, words]), f"{state.plain} {words}")


def region_notes(found: Comparison) -> list[str]:
    """What a reader of a comparison by county must know about codes that were retired."""
    if not found.retired:
        return []
    names = "、".join(found.retired_names)
    return [
        f"{names}的区划代码已停用,与现区划的对应关系不明(推定),按县比较自2019年全年起;市(地)合计不受影响,逐期可比。"
    ]


def view_tabs(actor: Actor, spec: FormSpec, period, basis: str, by: str) -> list[dict]:
    """按市(地) / 按院校 / 省级结对 / 历年比较: what a duty can see of them."""
    ways = [("city", "按市(地)")] if access.may(actor, VIEW) else []
    ways += [("row", ROW_TITLES[spec.axis])]
    ways += [("pair", "省级结对")] if spec.axis in ("schools", "counties") else []
    ways += [("compare", "历年比较")]
    ways += [("change", "增减"), ("chart", "图表")] if access.may(actor, VIEW) else []
    return [{"title": t, "url": totals_url(spec.code, period, basis, by=w), "current": w == by} for w, t in ways]


def workbook_url(path: str, query: dict[str, str]) -> str:
    """The same table as .xlsx."""
    return f"{path}?{urlencode({key: value for key, value in query.items() if key != 'format'} | {'format': 'xlsx'})}"


def counted_badge(found: Totals) -> Badge:
    """«已接收 11/13», green when all are in."""
    everyone = found.basis != DRAFT and len(found.counted) == len(found.standings)
    return Badge(counted_words(found), "good" if everyone else "info")


def source_words(found: Totals) -> str:
    """Where the figures come from: 定稿 stands still, the other bases are read as the cells are now."""
    if found.basis == ISSUED:
        return "取自定稿,不再变动;以后的更正列入定稿的差异表"
    return "实时取自各市(地)填报的格"


def counted_words(found: Totals) -> str:
    """«已接收 11/13»; of cells as they stand now, that nobody may have sent them yet."""
    if found.basis == DRAFT:
        return "现填的数,含未上报"
    return f"{BASES[found.basis]} {len(found.counted)}/{len(found.standings)}"


def total_words(found: Drill) -> str:
    """The figure that was opened, in one line."""
    value = figure(found.total, found.column).plain
    return value if isinstance(value, str) else format_value(value, found.column) or "空白"
