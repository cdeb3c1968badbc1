"""The demo's running period, 2020全年 with seven days left: a city in every state, and what people wrote each other."""

from datetime import date, datetime, timedelta

from portal import clock
from portal.models import Role
from reporting.models import Period
from reporting.services import extensions
from reporting.services.periods import end_of
from reporting.services.reminders import remind
from tests.builders.demo_past import NO_SCHOOL, NOTHING_DONE, confirm, jiamusi
from tests.builders.filings import AFiling, a_filing, in_office, someone
from tests.builders.places import a_city, a_county, the_province

CODE = "2020Y"
SINCE = clock.at(2020, 12, 3, 9)  # what is told here has happened by then
NOT_YET = "部分乡镇的数还没有报来"
LINE_DOWN = "示例:暴雪后专线中断,由市局填表人电话报数"
BLANK_IN_JIAMUSI = ("c6", "c7")


def build() -> None:
    """Nothing before the day the story is told from: nobody files in the future."""
    if clock.now() < SINCE - timedelta(minutes=1):
        return
    _full_both()
    _waiting_at_the_lead()
    _at_the_province()
    _received()
    _returned()  # after the slip above: slips are numbered as they come
    _still_filling()
    _jiamusi()
    _letters()


def _form(city: str, form: str, day: int, hour: int = 9) -> AFiling:
    month = 11 if day >= 20 else 12
    return a_filing(city, form, CODE, in_office(clock.at(2020, month, day, hour, 10)))


def _from(filing: AFiling, day: int, hour: int = 9, minute: int = 10) -> AFiling:
    """What follows happens from this December day on: nothing is sent before the counted year is over."""
    filing.at = clock.at(2020, 12, day, hour, minute)
    return filing


def _both(city: str, day: int) -> tuple[AFiling, AFiling]:
    """附件3 first: 附件2 is checked against it."""
    third = _form(city, "attachment3", day).filled().explained()
    return _form(city, "attachment2", day, 14).filled().explained(), third


def _full_both() -> None:
    """双鸭山: everything received."""
    for filing in _both("双鸭山", 23):
        _from(filing, 1).sent().scanned()
        filing.at = in_office(filing.at + timedelta(days=1))
        filing.received()


def _waiting_at_the_lead() -> None:
    """哈尔滨's 附件3 and 牡丹江's 附件2 wait for their lead; in 哈尔滨 it was refused once."""
    second, third = _both("哈尔滨", 25)
    _from(third, 1).handed_in().step("refuse", third.lead, reason="示例:五常市的天数请再核对一遍")
    third.explained().handed_in()
    _from(second, 2).sent()
    second, third = _both("牡丹江", 26)
    _from(second, 2).handed_in()
    row = _from(third, 1).now.rows.first()
    third.typed({(row.pk, "c19"): 0, (row.pk, "c20"): 0, (row.pk, "c21"): 4350, (row.pk, "c18"): 1200})
    third.explained("示例:补发上年度培训期间生活费,人数天数已在上年填报").sent().in_review()


def _at_the_province() -> None:
    """齐齐哈尔: 附件2 in review, 附件3 received. 绥化: both sent, 附件3 recalled once before."""
    second, third = _both("齐齐哈尔", 24)
    _from(second, 1).sent()
    _from(third, 1).sent().received()
    _from(second, 2).in_review()
    second, third = _both("绥化", 27)
    _from(third, 1).sent().step("recall", third.lead).typed({}).sent()
    _from(second, 2).sent()


def _returned() -> None:
    """鹤岗: 附件2 returned with two marked cells, one filed again; 附件3 sent, with a county's file."""
    second, third = _both("鹤岗", 24)
    third.handed_on(["绥滨"], date(2020, 12, 8), "示例:附培训台账汇总页")
    third.attached("绥滨", "示例-绥滨县培训台账.pdf", someone(Role.COUNTY, a_county("绥滨县")))
    confirm(third, "绥滨")
    _from(third, 1, 13).sent()
    row = second.now.rows.first()
    seen = {cell.column: cell.value for cell in row.cells.all()}
    _from(second, 1).sent().scanned()
    _from(second, 1, 13, 30).returned(
        [(row, "c3", "与10月摸底数不一致,请核对"), (row, "c8", "是否含12月才开班的人数?")],
        "示例:两格与平时掌握的情况出入较大,请核对后再报",
    )
    _from(second, 2, 15, 20).typed({(row.pk, "c3"): seen["c3"] + 2})


def _received() -> None:
    """七台河: 附件2 a nil return, received; 附件3 received after a return. 大庆: 附件2 received."""
    _from(_form("七台河", "attachment2", 23).struck(NOTHING_DONE).nil(NO_SCHOOL), 1).sent().received()
    third = _from(_form("七台河", "attachment3", 23).filled().explained(), 1).sent()
    row = third.now.rows.first()
    days = row.cells.get(column="c20").value
    third.returned([(row, "c20", "请核对天数")], "示例:天数与台账相差 10 天")
    _from(third, 1, 16).typed({(row.pk, "c20"): days + 10})
    _from(third, 1, 16, 40).explained("示例:补记一个班期 10 天,金额下月拨付").sent().received()
    second, _third = _both("大庆", 25)
    _from(second, 1).sent().received()


def _still_filling() -> None:
    """大庆 and 伊春 owe reasons; 大兴安岭 has a nil return and a 代录; 鸡西 and 黑河 are behind."""
    third = _form("大庆", "attachment3", 29)
    row = third.now.rows.first()
    third.typed({(row.pk, "c14"): row.cells.get(column="c5").value + 12})
    second = _form("伊春", "attachment2", 28).filled()
    row = second.now.rows.first()
    second.typed({(row.pk, "c8"): row.cells.get(column="c8").value * 2})
    _form("伊春", "attachment3", 28, 15).filled(but=4)
    _from(_form("大兴安岭", "attachment2", 30).struck(NOTHING_DONE).nil(NO_SCHOOL), 2).handed_in()
    _form("黑河", "attachment3", 30).filled(but=3)
    _stood_in(_form("大兴安岭", "attachment3", 30))
    with clock.frozen(clock.at(2020, 12, 2, 16, 5)):
        until = end_of(clock.at(2020, 12, 20).date())
        reason = f"示例:两个县的数据因疫情防控汇总迟缓,{NOT_YET}"
        extensions.ask(Period.objects.get(code=CODE), until, reason, someone(Role.FILLER, a_city("黑河")))


def _stood_in(filing: AFiling) -> None:
    """大兴安岭's 附件3: its line is down, the province types what it is told by telephone and is half through."""
    _from(filing, 2, 14).step("stand_in", filing.reviewer, reason=LINE_DOWN)
    filing.by(filing.reviewer).filled(but=4)


def _jiamusi() -> None:
    """佳木斯 as in the picture: 附件2 with a 强制 and two blanks, 附件3 but for the last county."""
    _handed_on(_form("佳木斯", "attachment3", 30).filled(but=1))
    second = _form("佳木斯", "attachment2", 30, 15)
    second.filled(jiamusi(CODE) | {("富锦", "c7"): 12})
    row = second.row("同江市职教中心")
    second.typed({(row.pk, column): None for column in BLANK_IN_JIAMUSI})
    fuj = second.row("富锦市技工学校")
    second.at = clock.at(2020, 12, 2, 15, 58)
    second.typed({(fuj.pk, "c7"): 14})


def _handed_on(filing: AFiling) -> None:
    """佳木斯's 附件3: three rows given to their counties; one confirmed, one still out, one sent back."""
    filing.handed_on(["桦南", "桦川", "汤原"], date(2020, 12, 8), "示例:按建档立卡户台账填,含11月底前结业的班期")
    confirm(filing, "桦南", "示例:含两个驻村培训班,已与台账核对")
    _from(filing, 1, 10)
    confirm(filing, "桦川")
    _from(filing, 2, 9, 40).row_step("桦川", "return", filing.filler, reason="示例:合格人数与证书台账差 3 人,请核对")


def _letters() -> None:
    """催报 of 2 December."""
    moment: datetime = clock.at(2020, 12, 2, 10)
    with clock.frozen(moment):
        remind(Period.objects.get(code=CODE), someone(Role.REVIEWER, the_province()))
