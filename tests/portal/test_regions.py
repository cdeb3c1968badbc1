"""The divisions: what existed on which day, what came after what, and what is not counted."""

from datetime import date

import pytest

from portal import policy
from portal.models import OUTSIDE, AuditEntry, Organisation, Region
from portal.queries import regions

pytestmark = pytest.mark.django_db

NOTICE, EDITION = date(2019, 4, 10), date(2019, 10, 31)
HALF_YEAR, WHOLE_YEAR = date(2019, 5, 31), date(2019, 11, 30)
YICHUN, HEIHE, DAXINGANLING = "230700", "231100", "232700"
OLD_YICHUN = (
    "伊春区 南岔区 友好区 西林区 翠峦区 新青区 美溪区 金山屯区 五营区 乌马河区 汤旺河区 带岭区 乌伊岭区 红星区 上甘岭区"
).split()
NEW_YICHUN = "伊美区 乌翠区 友好区 金林区 南岔县 汤旺县 丰林县 大箐山县".split()
STAYED = ["嘉荫县", "铁力市"]


def names(found) -> set[str]:
    return {region.name for region in found}


def test_the_printed_day_counts_128_counties_and_the_edition_of_october_121():
    before, after = regions.count_on(NOTICE), regions.count_on(EDITION)
    assert (before.cities, before.counties) == (13, 128)
    assert (before.districts, before.county_cities, before.plain_counties) == (65, 20, 43)
    assert (after.cities, after.counties) == (13, 121)
    assert (after.districts, after.county_cities, after.plain_counties) == (54, 21, 46)


def test_the_filing_of_june_2019_offers_yichuns_old_districts_and_that_of_december_the_new():
    assert names(regions.form_rows_on(HALF_YEAR, YICHUN)) == {*OLD_YICHUN, *STAYED}
    assert names(regions.form_rows_on(WHOLE_YEAR, YICHUN)) == {*NEW_YICHUN, *STAYED}


def test_the_old_districts_end_the_day_the_edition_begins():
    day_before = date(2019, 10, 30)
    assert "伊春区" in names(regions.form_rows_on(day_before, YICHUN))
    assert "伊春区" not in names(regions.form_rows_on(EDITION, YICHUN))
    assert "伊美区" in names(regions.form_rows_on(EDITION, YICHUN))


def test_nenjiang_changes_from_county_to_city():
    assert "嫩江县" in names(regions.form_rows_on(HALF_YEAR, HEIHE))
    later = names(regions.form_rows_on(WHOLE_YEAR, HEIHE))
    assert "嫩江市" in later and "嫩江县" not in later


@pytest.mark.parametrize(("old", "new"), [("230704", "230719"), ("231121", "231183")])
def test_a_stated_successor_is_known(old, new):
    assert [region.code for region in regions.successors(regions.get(old))] == [new]


def test_every_other_retired_code_says_that_its_successor_is_not_known():
    retired = Region.objects.filter(valid_to=EDITION).exclude(code__in=["230704", "231121"])
    assert retired.count() == 14
    assert all(regions.successors(region) is None for region in retired)


def test_a_code_that_stands_has_no_successor():
    assert regions.successors(regions.get("230822")) == []


def test_inferred_dates_say_so_and_unknown_ones_too():
    assert regions.get("230702").validity == "日期不详 至 2019-10-31 停用(推定)"
    assert regions.get("230717").validity == "2019-10-31 起(推定)"
    assert regions.get("230822").validity == "日期不详 起"


def test_forest_districts_are_rows_of_daxinganling_and_in_no_count():
    rows = regions.form_rows_on(WHOLE_YEAR, DAXINGANLING)
    assert names(rows) == {"漠河市", "呼玛县", "塔河县", "加格达奇区", "松岭区", "新林区", "呼中区"}
    counted = regions.national_counties_on(WHOLE_YEAR, DAXINGANLING)
    assert names(counted) == {"漠河市", "呼玛县", "塔河县"}


def test_zones_and_outside_are_residences_and_never_rows():
    lived = set(regions.residences_on(WHOLE_YEAR).values_list("code", flat=True))
    assert {"230671", "231071", OUTSIDE, "232761"} <= lived
    rows = {region.code for city in regions.cities() for region in regions.form_rows_on(WHOLE_YEAR, city)}
    assert not {"230671", "231071", OUTSIDE} & rows
    assert len(rows) == 121 + 4


def test_a_school_is_paired_with_counties_and_county_cities_only():
    found = names(regions.partner_counties_on(WHOLE_YEAR, YICHUN))
    assert found == {"南岔县", "汤旺县", "丰林县", "大箐山县", *STAYED}


def test_the_prefecture_prints_as_diqu_and_the_cities_as_shi():
    printed = [city.bureau_name for city in regions.cities()]
    assert len(printed) == 13 and printed[-1] == "大兴安岭地区人力资源社会保障局"
    assert all(name.endswith("市人力资源社会保障局") for name in printed[:-1])


def test_a_second_load_changes_nothing_and_keeps_what_the_office_changed():
    Region.objects.filter(code="230822").update(note="省厅补记")
    entries = AuditEntry.objects.count()
    assert all(made == 0 for _, made in policy.load())
    assert AuditEntry.objects.count() == entries
    assert regions.get("230822").note == "省厅补记"


def test_the_load_brings_the_bureaus_and_the_partner_counties():
    kinds = {kind: Organisation.objects.filter(kind=kind).count() for kind in ("province", "city", "county")}
    assert kinds == {"province": 1, "city": 13, "county": 15}
    assert Organisation.objects.get(kind="county", region="230422").name == "绥滨县人力资源和社会保障局"
