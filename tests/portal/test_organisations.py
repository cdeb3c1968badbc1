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


@pytest.fixture
def second():
    """Whose city no source prints."""
    school = the_school(2).organisation
    assert (school.region, school.seat) == (None, "unknown")
    return school


def seats(school) -> list[tuple[str, str, str]]:
    return [(str(one.region), str(one.valid_from), str(one.valid_to)) for one in queries.spells(school)]


def assign(school, city: str, on: date | None, note: str = "示例:电话核实", seat: str = "assigned"):
    done = organisations.assign_seat(school, a_region(city), on, SYSTEM, note, seat)
    school.refresh_from_db()
    return done


def test_a_seat_begins_on_its_day_and_before_it_nobody_reported(second):
    assign(second, "绥化", DAY)
    assert (second.region.name, second.get_seat_display()) == ("绥化市", "待确认")
    assert second in queries.schools_of_city("231200", LATER) and second in queries.schools_of_city("231200", DAY)
    assert second not in queries.schools_of_city("231200", BEFORE)
    assert seats(second) == [("绥化市", "2019-09-01", "None"), ("None", "None", "2019-09-01")]


def test_another_city_from_a_later_day_leaves_the_past_as_it_was(second):
    assign(second, "绥化", DAY)
    assign(second, "大庆市", LATER)
    assert second in queries.schools_of_city("231200", date(2019, 11, 29))
    assert second in queries.schools_of_city("230600", LATER)


def test_a_wrong_assignment_is_corrected_and_the_audit_keeps_what_it_was(second):
    assign(second, "绥化", DAY)
    organisations.rename(second, "示例第二技师学院", date(2019, 10, 1), SYSTEM)
    assign(second, "哈尔滨", DAY, "示例:来函更正")
    assert second not in queries.schools_of_city("231200", LATER)
    assert second in queries.schools_of_city("230100", DAY) and second in queries.schools_of_city("230100", LATER)
    detail = last("organisation.correct_seat").detail
    assert (detail["old"]["region"], detail["new"]["region"]) == ("绥化市", "哈尔滨市")
    assert detail["note"] == "示例:来函更正"


def test_a_wrong_day_is_put_right_in_both_directions_and_never_past_its_neighbours(second):
    assign(second, "绥化", DAY)
    for day in (date(2019, 3, 1), LATER):
        assign(second, "绥化", day)
        assert seats(second) == [("绥化市", str(day), "None"), ("None", "None", str(day))]
    assign(second, "大庆市", DAY)  # before the day it began: a correction of the city
    assert seats(second)[0][:2] == ("大庆市", "2019-09-01")
    assign(second, "绥化", LATER)
    organisations.rename(second, "示例第二技师学院", date(2019, 12, 1), SYSTEM)
    for day in (DAY, date(2019, 12, 1)):
        with pytest.raises(Refused, match="与沿革里的前后记录冲突"):
            assign(second, "绥化", day)
    with pytest.raises(Refused, match="还没有到"):
        assign(second, "绥化", date(2020, 1, 1))


def test_a_seat_is_confirmed_without_a_new_day(second):
    assign(second, "绥化", DAY)
    assign(second, "绥化", None, "示例批文", "known")
    assert second.seat == "known" and len(seats(second)) == 2
    inferred = the_school(1).organisation
    assign(inferred, "哈尔滨", None, "示例批文", "known")
    assert inferred.seat == "known" and seats(inferred) == [("哈尔滨市", "None", "None")]


def test_assigning_a_seat_wants_a_ground_and_a_day(second):
    with pytest.raises(Refused, match="依据"):
        assign(second, "绥化", DAY, "  ")
    with pytest.raises(Refused, match="请填写生效日期"):
        assign(second, "绥化", None)
    with pytest.raises(Refused, match="还没有到"):
        assign(second, "绥化", date(2020, 1, 1))


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
