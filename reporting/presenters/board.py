"""What the board says: badges with dates, the key figures, the closing row, the workbook."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from portal import calendar, clock
from portal.components import Badge, Card, Empty, Link, Side
from reporting.formspec.spec import FormSpec
from reporting.models import Filing, Period, Slip
from reporting.presenters.stand_in import mark_of
from reporting.presenters.states import marked, tone_of
from reporting.presenters.tables import FigureTable, Heading, Value, blanks, figures, form_heading, nil_values, text
from reporting.presenters.tables import figure as shown_figure
from reporting.queries.board import Board, BoardRow, Place
from reporting.queries.province_checks import FAILED, UNDECIDED, ProvinceCheck
from reporting.queries.standings import BASES, DRAFT, RECEIVED, SENT
from reporting.rollup import NOTHING

State = Filing.State
# The figures a director asks for first: form, column. A form that is not there shows none.
CARDS = (("attachment2", "c4"), ("attachment2", "c5"), ("attachment3", "c5"), ("attachment2", "c9"))
OFFERED = (RECEIVED, SENT, DRAFT)
WORDS = {FAILED: "未过", UNDECIDED: "未判定"}


def short_day(moment: datetime) -> str:
    """«12-01»."""
    return f"{moment.astimezone(clock.SHANGHAI):%m-%d}"


def waited(since: datetime, now: datetime) -> str:
    """«等 2 天», counted from day to day as people count."""
    days = (now.date() - since.astimezone(clock.SHANGHAI).date()).days
    return f"等 {days} 天" if days else "今天起等"


def place_badge(place: Place, now: datetime) -> Badge:
    """The state in one word and a sign, 补录 before it where it is one."""
    badge = _place_badge(place, now)
    return replace(badge, text=marked(place.filing, badge.text))


def _place_badge(place: Place, now: datetime) -> Badge:
    filing = place.filing
    if filing.state in (State.RECEIVED, State.FINAL):
        return Badge("零报告✓" if filing.nil else filing.get_state_display(), "good", "" if filing.nil else None)
    if filing.state == State.RETURNED:
        cells = f" {place.slip.marked} 格" if place.slip and place.slip.marked else ""
        return Badge(filing.get_state_display() + cells, tone_of(filing))
    if filing.state in (State.SENT, State.REVIEWING):
        return Badge(("零报告 " if filing.nil else "") + filing.get_state_display(), "info")
    if filing.state == State.CONFIRMING:
        return Badge(filing.get_state_display(), "warn")
    late = place.overdue(now)
    if filing.state == State.FILLING:
        return Badge("零报告 填报中" if filing.nil else f"填报中 {place.percent}%", "bad" if late else "quiet")
    return Badge("未填报", "bad" if late else "quiet")


def place_badge_of(filing: Filing) -> Badge:
    """The state of a filing where neither fullness nor slip is at hand."""
    if filing.nil and filing.state in (State.RECEIVED, State.FINAL):
        return Badge(marked(filing, "零报告✓"), "good", "")
    words = f"{'零报告 ' if filing.nil else ''}{filing.get_state_display()}"
    return Badge(marked(filing, words), tone_of(filing))


def place_note(place: Place, now: datetime) -> str:
    """What stands beside the badge: the day it was sent, how long a slip waits, how many days are left or over."""
    filing, words = place.filing, []
    if place.slip and place.slip.state == Slip.State.OPEN:
        words.append(waited(place.slip.opened_at, now))
    elif not place.missing and filing.sent_version:
        words.append(short_day(filing.sent_version.sent_at))
    mark = mark_of(filing)
    return " ".join([*words, *([mark] if mark else []), *_against_due(place, now)])


def _against_due(place: Place, now: datetime) -> list[str]:
    """Held against the unit's own due date; nothing of what was sent in time."""
    if place.standing.first_sent_at is None:
        return [("延期" if place.due.extended else "") + calendar.left(place.due.due_at, now, "还剩", "已超")]
    late = place.days_late(now)
    return [f"迟 {late} 天"] if late else []


def place_value(place: Place | None, now: datetime) -> Value:
    """Badge and note; the note (or 查看) is the door to the filing."""
    if place is None:
        return Value("", None)
    badge, note = place_badge(place, now), place_note(place, now)
    url = reverse("filing", args=[place.filing.pk])
    words = f"{place.filing.get_state_display()}{'(零报告)' if place.filing.nil else ''} {note}".strip()
    words = marked(place.filing, words)
    return Value(Side([badge, Link(note or "查看", url)]), words)


def board_table(found: Board) -> FigureTable:
    """The 13 cities; figures are those of the first form on the chosen basis."""
    lead = found.forms[0] if found.forms else None
    columns = lead.number_columns if lead else ()
    heads = [Heading("市(地)"), *[Heading(spec.mark, "state") for spec in found.forms]]
    heads += [Heading("已填/应填", "num"), *[form_heading(lead, column, found.period.half) for column in columns]]
    rows = [_row(row, found, lead) for row in found.rows]
    return FigureTable(f"报送看板 {found.period}", heads, rows, _foot(found, lead))


def _row(row: BoardRow, found: Board, lead: FormSpec | None) -> list[Value]:
    places = [row.places.get(spec.code) for spec in found.forms]
    url = totals_url(lead.code, found.period, found.basis, city=row.unit.region_id) if lead else ""
    cells = [text(row.unit.region.name, url, strong=True), *[place_value(place, found.now) for place in places]]
    return [*cells, _filled([place for place in places if place]), *_row_figures(row, found, lead)]


def _filled(places: list[Place]) -> Value:
    words = f"{sum(one.filled for one in places):,}/{sum(one.expected for one in places):,}"
    return Value(words, words)


def _row_figures(row: BoardRow, found: Board, lead: FormSpec | None) -> list[Value]:
    if lead is None:
        return []
    line = next((one for one in found.figures[lead.code].lines if one.city_code == row.unit.region_id), None)
    if line is None:
        return blanks(lead.number_columns)
    if line.nil:
        return nil_values(lead.number_columns)
    return figures(line.figures, lead.number_columns, _doors(lead, found, row.unit.region_id))


def _doors(spec: FormSpec, found: Board, city: str = ""):
    return lambda key: drill_url(spec.code, found.period, key, found.basis, city)


def _foot(found: Board, lead: FormSpec | None) -> list[Value]:
    counted = [f"{_received(found, spec)}/{len(found.rows)} 已接收" for spec in found.forms]
    cells = [text("全省"), *[text(words) for words in counted], _filled(found.places())]
    if lead:
        cells += figures(found.figures[lead.code].total, lead.number_columns, _doors(lead, found))
    return cells


def _received(found: Board, spec: FormSpec) -> int:
    return sum(one.filing.received_version_id is not None for one in found.places(spec.code))


def summary(found: Board) -> list[str]:
    """The line under the heading: until when, what is in, as of when."""
    due = found.period.due_at
    words = [f"{calendar.deadline(due, with_year=due.year != found.now.year)}截止,{calendar.left(due, found.now)}"]
    for spec in found.forms:
        nil = sum(one.standing.nil(RECEIVED) for one in found.places(spec.code))
        some = f"(含零报告 {nil})" if nil else ""
        words.append(f"{spec.mark} 已接收 {_received(found, spec)}/{len(found.rows)}{some}")
    return [*words, f"数字截至 {found.now:%H:%M}"]


def cards(found: Board) -> list[Card]:
    """On-time rate, then the figures asked for first with those a year ago."""
    in_time, decided = found.on_time()
    rate = f"{in_time * 100 // decided}%" if decided else "—"
    note = f"已报或到期 {decided} 张,按时 {in_time} 张" if decided else "还没有上报的,也没有到期的"
    late = sum(place.filing.backfilled for place in found.places())
    note += f",补录 {late} 张不计" if late else ""
    drawn = [Card("按时率(按首次上报)", rate, note, "warn" if decided and in_time < decided else "")]
    for form, key in CARDS:
        spec = next((one for one in found.forms if one.code == form and one.has_column(key)), None)
        if spec is not None:
            drawn.append(_card(found, spec, key))
    return drawn


def _card(found: Board, spec: FormSpec, key: str) -> Card:
    column, total = spec.column(key), found.figures[spec.code].total.get(key, NOTHING)
    value = shown_figure(total, column).plain
    words = f"{value:,.0f}" if total.whole else value or "—"
    title, url = column.short_for(found.period.half), drill_url(spec.code, found.period, key, found.basis)
    return Card(f"{spec.mark} {title}", words, _year_ago(found, spec, key) or column.unit, "", url)


def _year_ago(found: Board, spec: FormSpec, key: str) -> str:
    """«2019年全年 755», or «2019年全年同 3 个市(地) 98» while not everybody is counted; "" where there is none."""
    past, units = found.before.get(spec.code, {}).get(key, NOTHING), len(found.alike.get(spec.code, ()))
    if not past.whole:
        return ""
    same = "" if units == len(found.rows) else f"同 {units} 个市(地)"
    return f"{found.last_year}{same} {past.value:,.0f}"


def checks_lines(checks: list[ProvinceCheck]) -> list[dict]:
    """The province's own checks as the page shows them; passed ones are left to the count."""
    tones = {FAILED: "bad", UNDECIDED: "quiet"}
    return [
        {"badge": Badge(one.level_title + WORDS[one.outcome], tones[one.outcome]), "one": one}
        for one in checks
        if one.outcome in tones
    ]


def basis_tabs(basis: str, address: str, query: dict[str, str], offered=OFFERED) -> list[dict]:
    """The switch 已接收 / 含已上报 / 全部已填."""
    return [
        {"title": BASES[one], "url": f"{address}?{urlencode(query | {'basis': one})}", "current": one == basis}
        for one in offered
    ]


def totals_url(form: str, period: Period, basis: str, **query: str) -> str:
    """The totals of a form and period on a basis."""
    return f"{reverse('totals', args=[form, period.code])}?{urlencode({'basis': basis} | query)}"


def drill_url(form: str, period: Period, column: str, basis: str, city: str = "", row: str = "") -> str:
    """The rows behind one figure."""
    query = {"column": column, "basis": basis} | ({"city": city} if city else {}) | ({"row": row} if row else {})
    return f"{reverse('totals-drill', args=[form, period.code])}?{urlencode(query)}"


NO_UNITS = Empty("本期还没有填报", "报送期开放时由平台为 13 个市(地)建立填报;请到“报送期”核对开放时间。")
