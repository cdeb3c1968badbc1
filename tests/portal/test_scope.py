"""Who sees which row, from either side of a pairing that crosses city borders."""

import pytest

from pairing.models import Partnership, School
from portal.models import Organisation, Role
from portal.scope import NOTHING, scope_of
from tests.builders.people import a_person
from tests.builders.places import a_city, a_county, the_province, the_school

pytestmark = pytest.mark.django_db


def names(queryset, actor) -> set[str]:
    return {str(one) for one in queryset.visible_to(actor.scope)}


def pairs(actor) -> set[tuple[str, str]]:
    """The (school, county) pairs of 附件1 that a duty sees."""
    found = Partnership.objects.visible_to(actor.scope).select_related("school__organisation", "county")
    return {(one.school.organisation.name, one.county.name) for one in found}


def test_the_province_sees_every_pair_of_the_annex():
    assert len(pairs(a_person(Role.REVIEWER, the_province()))) == 15


def test_a_pair_across_borders_is_seen_from_both_cities():
    lanxi = next(one for one in pairs(a_person(Role.REVIEWER, the_province())) if one[1] == "兰西县")
    suibin = next(one for one in pairs(a_person(Role.REVIEWER, the_province())) if one[1] == "绥滨县")
    assert lanxi in pairs(a_person(Role.FILLER, a_city("哈尔滨")))
    assert lanxi in pairs(a_person(Role.FILLER, a_city("绥化")))
    assert suibin in pairs(a_person(Role.FILLER, a_city("伊春")))
    assert suibin in pairs(a_person(Role.FILLER, a_city("鹤岗")))
    assert not {lanxi, suibin} & pairs(a_person(Role.FILLER, a_city("佳木斯")))


def test_a_city_sees_its_own_offices_and_schools_only():
    seen = names(Organisation.objects, a_person(Role.FILLER, a_city("伊春")))
    assert "伊春市人力资源社会保障局" in seen and the_school(8).organisation.name in seen
    assert not any("鹤岗" in name or "佳木斯" in name for name in seen)


def test_a_county_and_a_school_see_themselves_and_their_pairs():
    county = a_person(Role.COUNTY, a_county("绥滨县"))
    school = a_person(Role.SCHOOL, the_school(8).organisation)
    assert pairs(county) == pairs(school) == {(the_school(8).organisation.name, "绥滨县")}
    assert names(Organisation.objects, school) == {the_school(8).organisation.name}
    assert names(School.objects, school) == {str(the_school(8))}


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR])
def test_administrators_have_no_business_with_figures(role):
    actor = a_person(role, the_province())
    assert actor.scope == NOTHING
    assert not Organisation.objects.visible_to(actor.scope).exists()


def test_no_duty_sees_nothing():
    assert scope_of(None) == NOTHING
    assert not Organisation.objects.visible_to(NOTHING).exists()
