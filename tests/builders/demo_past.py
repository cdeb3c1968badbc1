"""The demo's finished periods: thirteen cities, both forms, received and issued; a return, a late one, an extension."""

from datetime import datetime, timedelta

from portal import clock
from portal.models import Organisation, Role
from portal.queries import organisations
from reporting.finalising import finalise
from reporting.models import Period
from reporting.services import extensions, opening
from reporting.services.periods import end_of
from reporting.workflow_extensions import EXTENSION
from tests.builders.filings import AFiling, in_office, someone, the_period
from tests.builders.places import a_city, the_province

CORRECTED = ("2019Y", clock.at(2020, 3, 16, 9))
FINISHED = ("2019H1", "2019Y", "2020H1")
NOTHING_DONE = "示例:本期未面向建档立卡家庭招生、培训"
NO_SCHOOL = "示例:我市无附件1院校,本期各培训机构均无建档立卡人员招生、培训"
NIL = ("七台河", "大兴安岭")  # in 附件2, every period
LATE = {("2019H1", "黑河", "attachment3"): 2, ("2019Y", "鸡西", "attachment2"): 1}  # days
RETURNED = {("2019Y", "绥化", "attachment3"), ("2020H1", "牡丹江", "attachment2")}
HANDED = ("2020H1", "佳木斯", "attachment3")  # the rows of the counties that can sign in
EXTENDED = ("2020H1", "大兴安岭", 5)  # days
# 佳木斯's 附件2 of 2020全年 as the demo shows it; what came before leads up to it.
JIAMUSI = {
    "佳木斯技师学院": (132, 41, 118, 37, 35, 260, 188),
    "桦南县职业技术学校": (86, 22, 61, 18, 15, 140, 96),
    "富锦市技工学校": (54, 17, 49, 12, 14, 95, 61),
    "同江市职教中心": (71, 19, 52, 16, 15, 120, 77),
    "汤原县职业培训中心": (None, None, None, None, None, 210, 143),
    "东风区就业培训学校": (None, None, None, None, None, 88, 52),
}
COLUMNS = ("c3", "c4", "c5", "c6", "c7", "c8", "c9")
SHARE = {"2019H1": 0.42, "2019Y": 0.86, "2020H1": 0.5, "2020Y": 1}
# Last year's numbers that make two 核实 of this year's; this June's that the picture of the panel shows.
EXACT = {
    ("2019Y", "佳木斯技师学院", "c3"): 84,
    ("2019Y", "桦南县职业技术学校", "c4"): 12,
    ("2019Y", "富锦市技工学校", "c7"): 10,
    ("2020H1", "富锦市技工学校", "c7"): 6,
}


def jiamusi(code: str) -> dict[tuple[str, str], int]:
    """佳木斯's numbers of 附件2 in a period, by school and column; 不适用 is left out."""
    found = {}
    for label, values in JIAMUSI.items():
        for column, value in zip(COLUMNS, values, strict=True):
            if value is not None:
                found[label, column] = EXACT.get((code, label, column), int(value * SHARE[code]))
    return found


def finish(period: Period) -> None:
    """All filings of a period from the first number to 定稿."""
    opening.open_filings(period)
    _extend(period)
    cities = list(organisations.city_bureaus())
    for form in ("attachment3", "attachment2"):  # 附件2 is checked against the other
        for place, unit in enumerate(cities):
            city = unit.region.name.removesuffix("市").removesuffix("地区")
            start = window_over(period) + timedelta(days=(place * 5) % 7, hours=9, minutes=4 * place)
            _one(AFiling(unit, form, period, in_office(start)), city, period.code)
    with clock.frozen(period.locks_at + timedelta(days=4, hours=10)):
        lead = someone(Role.FINALISER, the_province())
        for form in ("attachment2", "attachment3"):
            finalise(form, period, "", lead)
    if period.code == CORRECTED[0] and CORRECTED[1] + timedelta(days=2) < clock.now():
        _correct()


def window_over(period: Period) -> datetime:
    """The first moment at which what was counted is over: nobody sends a number of a time still running."""
    return end_of(period.counts_to)


def _one(filing: AFiling, city: str, code: str) -> None:
    form = filing.now.form
    if form == "attachment2" and city in NIL:
        filing.struck(NOTHING_DONE).nil(NO_SCHOOL)
    else:
        changed = jiamusi(code) if (form, city) == ("attachment2", "佳木斯") else None
        filing.filled(changed).explained()
    if (code, city, form) == HANDED:
        _hand_on(filing)
    late = LATE.get((code, city, form))
    if late:
        filing.at = filing.now.period.due_at + timedelta(days=late - 1, hours=10)
    if (code, city, form) == (*EXTENDED[:2], "attachment3"):
        filing.at = filing.now.period.due_at + timedelta(days=2, hours=10)
    filing.sent()
    if (code, city, form) in RETURNED:
        _return(filing)
    filing.at = in_office(filing.at + timedelta(days=1))
    filing.received()


def _hand_on(filing: AFiling) -> None:
    """Four counties look at their rows and confirm them; the next period's rows go out the same way."""
    labels = ["桦南", "桦川", "汤原", "同江"]
    filing.handed_on(labels, filing.now.period.due_at.date() - timedelta(days=2))
    for label in labels:
        confirm(filing, label)


def confirm(filing: AFiling, label: str, answer: str = "示例:已与台账核对") -> None:
    """The row's own county says that its numbers are right."""
    bureau = Organisation.objects.get(kind=Organisation.Kind.COUNTY, region=filing.row(label).region_id)
    filing.row_step(label, "confirm", someone(Role.COUNTY, bureau), answer=answer)


def _return(filing: AFiling) -> None:
    row, column = filing.now.rows.filter(struck="").first(), "c8"
    value = row.cells.get(column=column).value
    filing.at = in_office(filing.at + timedelta(hours=20))
    filing.returned([(row, column, "与上期口径不一致,请核对")], "示例:请核对标出的数是否含已退出户")
    filing.typed({(row.pk, column): value + 1}).explained().sent()


def _correct() -> None:
    """After 定稿 of 2019全年 哈尔滨 corrects a number: it stands in the difference table."""
    filing = AFiling(a_city("哈尔滨"), "attachment2", the_period(CORRECTED[0]), CORRECTED[1])
    row = filing.row("黑龙江技师学院")
    value = row.cells.get(column="c8").value
    filing.asking([(row, "c8")], "示例:漏计一个班期 6 人,申请更正").granted()
    filing.typed({(row.pk, "c8"): value + 6}).explained().sent().received()


def _extend(period: Period) -> None:
    code, city, days = EXTENDED
    if code != period.code:
        return
    asked_at = period.due_at - timedelta(days=2, hours=14)
    with clock.frozen(asked_at):
        unit = a_city(city)
        until = end_of((period.due_at + timedelta(days=days - 1)).date())
        asked = extensions.ask(
            period, until, "示例:连日强降雨,部分林区道路中断,数据不能按时汇总", someone(Role.FILLER, unit)
        )
    with clock.frozen(asked_at + timedelta(hours=5, minutes=20)):
        EXTENSION.perform(asked, "grant", someone(Role.REVIEWER, the_province()), until=until, reason="同意")
