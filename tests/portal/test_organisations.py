"""Renaming, moving, merging and closing keep the past; each change is audited."""

from datetime import date

import pytest

from portal import clock
from portal.actor import SYSTEM
from portal.models import AuditEntry, Organisation
from portal.queries import organisations as queries
from portal.refusal import Refused
from portal.services import organisations
from tests.builders.places import a_city, a_region, a_school, the_school

pytestmark = pytest.mark.django_db
BEFORE, DAY, LATER = date(2019, 5, 31), date(2019, 9, 1), date(2019, 11, 30)


@pytest.fixture(autouse=True)
def late_2019():
    with clock.frozen(clock.at(2019, 12, 1, 9)):
        yield


@pytest.fixture
def school():
    return a_school("示例甲技工学校", "佳木斯").organisation


def last(action: str) -> AuditEntry:
    return AuditEntry.objects.filter(action=action).order_by("-pk").first()


def test_a_new_name_begins_on_its_day_and_the_past_keeps_the_old(school):
    organisations.rename(school, "示例甲高级技工学校", DAY, SYSTEM, "示例批复")
    school.refresh_from_db()
    assert school.name == "示例甲高级技工学校"
    assert queries.name_on(school, date(2019, 8, 31)) == "示例甲技工学校"
    assert queries.name_on(school, DAY) == "示例甲高级技工学校"
    assert queries.names_on([school.pk], BEFORE) == {school.pk: "示例甲技工学校"}
    detail = last("organisation.rename").detail
    assert (detail["from"], detail["to"], detail["on"]) == ("示例甲技工学校", "示例甲高级技工学校", "2019-09-01")


def test_a_school_that_moved_belongs_to_the_old_city_before_and_the_new_after(school):
    organisations.move(school, a_region("伊春"), DAY, SYSTEM)
    assert school in queries.schools_of_city("230800", BEFORE)
    assert school not in queries.schools_of_city("230800", LATER)
    assert school in queries.schools_of_city("230700", LATER)
    assert school not in queries.schools_of_city("230700", BEFORE)


def test_a_closed_school_stays_in_the_periods_before(school):
    organisations.close(school, DAY, SYSTEM, "示例停办")
    assert school in queries.schools_of_city("230800", BEFORE)
    assert school not in queries.schools_of_city("230800", DAY)
    with pytest.raises(Refused, match="已于 2019-09-01 停办"):
        organisations.rename(school, "示例乙技工学校", LATER, SYSTEM)


def test_merging_closes_one_and_names_where_it_went(school):
    other = a_school("示例乙技工学校", "佳木斯").organisation
    organisations.merge(school, other, DAY, SYSTEM)
    school.refresh_from_db()
    assert (school.closed_on, school.merged_into) == (DAY, other)
    assert last("organisation.merge").detail["into"] == "示例乙技工学校"
    with pytest.raises(Refused, match="不能并入"):
        organisations.merge(other, school, LATER, SYSTEM)


def test_a_school_does_not_merge_into_itself(school):
    with pytest.raises(Refused, match="自己"):
        organisations.merge(school, school, DAY, SYSTEM)


def test_a_name_is_taken_once_and_the_refusal_says_where(school):
    with pytest.raises(Refused, match="已经登记,在佳木斯市"):
        a_school("示例甲技工学校", "哈尔滨")
    assert Organisation.objects.filter(name="示例甲技工学校").count() == 1


def test_blanks_do_not_make_another_name(school):
    with pytest.raises(Refused, match="已经登记"):
        a_school(" 示例甲 技工学校\u3000", "哈尔滨")


def test_the_name_of_a_closed_school_is_free_again(school):
    organisations.close(school, DAY, SYSTEM)
    assert a_school("示例甲技工学校", "佳木斯").pk != school.pk


@pytest.mark.parametrize("on", [date(2019, 12, 2), date(2021, 1, 1)])
def test_nothing_happens_on_a_day_that_has_not_come(school, on):
    with pytest.raises(Refused, match="还没有到"):
        organisations.rename(school, "示例丙技工学校", on, SYSTEM)
    school.refresh_from_db()
    assert school.name == "示例甲技工学校"


def test_a_second_change_must_come_after_the_first(school):
    organisations.rename(school, "示例丙技工学校", DAY, SYSTEM)
    with pytest.raises(Refused, match="请填 2019-09-02 或以后"):
        organisations.rename(school, "示例丁技工学校", DAY, SYSTEM)


def test_a_rename_to_the_same_name_is_refused(school):
    with pytest.raises(Refused, match="没有变化"):
        organisations.rename(school, "示例甲技工学校", DAY, SYSTEM)


def test_assigning_a_seat_is_no_move_the_school_was_there_all_along():
    school = the_school(2).organisation
    assert (school.region, school.seat) == (None, "unknown")
    organisations.assign_seat(school, a_region("绥化"), SYSTEM, "示例:待确认")
    school.refresh_from_db()
    assert (school.region.name, school.get_seat_display()) == ("绥化市", "待确认")
    assert school in queries.schools_of_city("231200", BEFORE)
    assert [spell.region.name for spell in queries.spells(school)] == ["绥化市"]


def test_assigning_a_seat_wants_a_ground():
    with pytest.raises(Refused, match="依据"):
        organisations.assign_seat(the_school(2).organisation, a_region("绥化"), SYSTEM, "  ")


def test_pinyin_is_kept_with_the_name(school):
    assert school.pinyin == "shilijiajigongxuexiao sljjgxx"
    organisations.rename(school, "佳木斯示例技工学校", DAY, SYSTEM)
    school.refresh_from_db()
    assert school.pinyin == "jiamusishilijigongxuexiao jmssljgxx"


def test_the_thirteen_bureaus_stand_in_the_order_of_their_codes():
    assert [bureau.region.name for bureau in queries.city_bureaus()][:2] == ["哈尔滨市", "齐齐哈尔市"]
    assert queries.city_bureaus().count() == 13
    assert queries.bureau_of("230800") == a_city("佳木斯")
    assert queries.bureau_of("230102") is None
