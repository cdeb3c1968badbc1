"""Schools, pairings and poverty counties as tables: on the page and in the workbook, from the same rows."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from pairing.models import Partnership, School
from pairing.queries import poverty
from portal.components import Badge, Button, Column, Component, Empty, Lines, Link, Row, Side, Table
from portal.models import Organisation, OrganisationSpell
from portal.queries import regions
from portal.workbook.writer import Column as Out

Seat = Organisation.Seat
_SEAT = {
    Seat.INFERRED: Badge("推定,待确认", "warn", ""),
    Seat.ASSIGNED: Badge("待确认", "warn", ""),
    Seat.UNKNOWN: Badge("待分配", "bad"),
}
UNASSIGNED = [Column("院校"), Column("办学层次"), Column("说明"), Column("操作", "action")]
SCHOOL_COLUMNS = [
    Out("院校名称", width=32),
    Out("附件1序号", "count"),
    Out("市(地)", width=14),
    Out("所在地", width=16),
    Out("属地情况", width=14),
    Out("属地依据", width=36),
    Out("办学层次", width=14),
    Out("结对县(市)", width=30),
    Out("成立日期", "date", 12),
    Out("停办日期", "date", 12),
    Out("示例", width=8),
]
PAIR_COLUMNS = [
    Out("技工院校", width=32),
    Out("院校属地", width=14),
    Out("县(市)", width=22),
    Out("县(市)代码", width=12),
    Out("县(市)所属市(地)", width=18),
    Out("级别", width=8),
    Out("结对日期", "date", 12),
    Out("结束日期", "date", 12),
]
POVERTY_COLUMNS = [
    Out("县(市)", width=22),
    Out("代码"),
    Out("市(地)", width=14),
    Out("级别"),
    Out("退出批次(年)", width=12),
    Out("退出批准日期", width=14),
    Out("查询日状态", width=12),
    Out("附件1"),
    Out("依据", width=36),
]


def school_link(school: School) -> Component:
    """The school's name, leading to its page, with 示例 and 附件1 beside it."""
    parts: list[object] = [Link(school.organisation.name, reverse("school", args=[school.pk]), strong=True)]
    if school.number:
        parts.append(Badge(f"附件1 第{school.number}", "info", ""))
    if school.organisation.sample:
        parts.append(Badge("示例"))
    return Side(parts)


def seat(organisation: Organisation) -> Component:
    """The city (and county) of a school, and how sure it is where that is not printed anywhere."""
    badge = _SEAT.get(Seat(organisation.seat))
    return Side([_place(organisation), *([badge] if badge else [])])


def seat_step(organisation: Organisation) -> str:
    """What the province may do about a seat."""
    if organisation.region_id is None:
        return "分配属地"
    return "更正属地" if organisation.seat == Seat.KNOWN else "确认或更正属地"


def school_table(schools: Iterable[School], empty: Empty) -> Table:
    """The register."""
    columns = [Column("院校"), Column("属地"), Column("办学层次"), Column("结对县(市)"), Column("状态", "state")]
    rows = [
        Row(
            [
                school_link(one),
                seat(one.organisation),
                one.get_grade_display(),
                _counties(one) or "—",
                _state(one.organisation),
            ]
        )
        for one in schools
    ]
    return Table("院校一览", columns, rows, empty=empty)


def school_lines(schools: Iterable[School]) -> Iterable[list]:
    """The register for the workbook, under SCHOOL_COLUMNS."""
    for one in schools:
        organisation = one.organisation
        yield [
            organisation.name,
            one.number,
            str(regions.city_of(organisation.region) or ""),
            str(organisation.region or ""),
            organisation.get_seat_display(),
            one.seat_source,
            one.get_grade_display(),
            _counties(one),
            organisation.opened_on,
            organisation.closed_on,
            "示例" if organisation.sample else "",
        ]


def school_facts(school: School) -> list[tuple[str, object]]:
    """The profile, line by line; what is not known says so."""
    organisation = school.organisation
    found: list[tuple[str, object]] = [
        ("办学层次", school.get_grade_display()),
        ("属地", seat(organisation)),
        ("属地依据", school.seat_source or "未填"),
        ("附件1序号", f"第{school.number}" if school.number else "不在附件1中"),
        ("成立日期", str(organisation.opened_on or "日期不详")),
        ("状态", _state(organisation)),
    ]
    if organisation.merged_into:
        found.append(("并入", organisation.merged_into.name))
    if organisation.sample:
        found.append(("示例", "演示用的虚构机构"))
    return found


def spell_table(spells: Iterable[OrganisationSpell]) -> Table:
    """The names and seats a school had, newest first."""
    columns = [Column("名称"), Column("属地"), Column("自"), Column("至"), Column("说明")]
    rows = [
        Row(
            [
                one.name,
                str(one.region or "待分配"),
                str(one.valid_from or "日期不详"),
                str(one.valid_to or "至今"),
                one.note or "—",
            ]
        )
        for one in spells
    ]
    return Table("名称与属地沿革", columns, rows)


def pair_table(
    pairs: Iterable[Partnership],
    day: date,
    *,
    with_school: bool = True,
    linked: frozenset[int] = frozenset(),
    endable: frozenset[int] = frozenset(),
    empty: Empty | None = None,
) -> Table:
    """Pairings. ``linked``: schools the reader may open; ``endable``: pairings the reader may end."""
    columns = [Column("县(市)"), Column("级别", "state"), Column("结对时间"), Column("状态", "state")]
    rows = []
    for one in pairs:
        cells = [Lines(str(one.county), str(one.county.parent)), _level(one), _span(one), _running(one, day)]
        if with_school:
            name = one.school.organisation.name
            url = reverse("school", args=[one.school_id]) if one.school_id in linked else ""
            cells = [
                Lines(Link(name, url), str(regions.city_of(one.school.organisation.region) or "属地待分配")),
                *cells,
            ]
        if endable:
            cells.append(_end_button(one) if one.pk in endable else "")
        rows.append(Row(cells))
    heads = ([Column("技工院校")] if with_school else []) + columns + ([Column("操作", "action")] if endable else [])
    return Table("结对", heads, rows, empty=empty or Empty("还没有结对", "省级结对见附件1;市级结对由所在市(地)建立。"))


def pair_lines(pairs: Iterable[Partnership]) -> Iterable[list]:
    """Pairings for the workbook, under PAIR_COLUMNS."""
    for one in pairs:
        yield [
            one.school.organisation.name,
            str(regions.city_of(one.school.organisation.region) or "待分配"),
            one.county.name,
            one.county_id,
            one.county.parent.name,
            one.get_level_display(),
            one.valid_from,
            one.valid_to,
        ]


def poverty_table(standings: Iterable[poverty.Standing], empty: Empty) -> Table:
    """The poverty counties with where each stood on the day asked."""
    columns = [
        Column("县(市)"),
        Column("级别"),
        Column("退出批次"),
        Column("退出批准日期"),
        Column("当日状态", "state"),
        Column("附件1", "state"),
        Column("依据"),
    ]
    tones = {poverty.ON: "info", poverty.OFF: "good", poverty.UNKNOWN: "warn"}
    rows = [
        Row(
            [
                Lines(str(one.county), str(one.county.region.parent)),
                one.county.get_grade_display(),
                f"{one.county.exit_batch}年" if one.county.exit_batch else "—",
                poverty.left_words(one.county),
                Badge(one.words, tones[one.state]),
                "附件1" if one.in_attachment1 else "",
                one.county.source,
            ]
        )
        for one in standings
    ]
    return Table("贫困县在册情况", columns, rows, empty=empty)


def poverty_lines(standings: Iterable[poverty.Standing]) -> Iterable[list]:
    """The poverty counties for the workbook, under POVERTY_COLUMNS."""
    for one in standings:
        county = one.county
        yield [
            county.region.name,
            county.region_id,
            county.region.parent.name,
            county.get_grade_display(),
            str(county.exit_batch or ""),
            poverty.left_words(county),
            one.words,
            "是" if one.in_attachment1 else "",
            county.source,
        ]


def _place(organisation: Organisation) -> str:
    region = organisation.region
    if region is None:
        return "未载"
    city = regions.city_of(region)
    return region.name if city is None or city == region else f"{city.name} {region.name}"


def _counties(school: School) -> str:
    return "、".join(pair.county.name for pair in school.running)


def _state(organisation: Organisation) -> Badge:
    if organisation.closed_on is None:
        return Badge("在办", "good")
    word = "并入他校" if organisation.merged_into_id else "停办"
    return Badge(f"{organisation.closed_on} {word}", "quiet")


def _level(pair: Partnership) -> Badge:
    return Badge(pair.get_level_display(), "info" if pair.level == Partnership.Level.PROVINCE else "quiet", "")


def _span(pair: Partnership) -> str:
    return f"{pair.valid_from} 起" if pair.valid_to is None else f"{pair.valid_from} 至 {pair.valid_to}"


def _running(pair: Partnership, day: date) -> Badge:
    if pair.valid_to is not None and pair.valid_to <= day:
        return Badge("已结束")
    return Badge("结对中", "good")


def _end_button(pair: Partnership) -> Button:
    return Button("结束", reverse("partnership-end", args=[pair.pk]), label=f"结束结对:{pair}")
