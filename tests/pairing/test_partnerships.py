"""结对: a city pairs its own with its own, the province across borders."""

from datetime import date

import pytest

from pairing.models import Partnership
from portal import clock
from tests.builders.places import a_region, a_school, the_school
from tests.pairing.seen import a_filler, a_registrar, a_reviewer, client_of, rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december():
    with clock.frozen(clock.at(2019, 12, 1, 9)):
        yield


@pytest.fixture
def jiamusi():
    return client_of(a_filler("佳木斯"))


@pytest.fixture
def province():
    return client_of(a_reviewer())


def new(school: int, county: str, **more) -> dict:
    return {"school": the_school(school).pk, "county": county, "valid_from": "2019-06-01", **more}


def test_a_city_pairs_its_own_school_with_its_own_county(jiamusi):
    assert jiamusi.post("/partnerships/add/", new(6, "230822")).status_code == 302
    made = Partnership.objects.get(school__number=6, county="230822")
    assert (made.level, made.valid_from) == ("city", date(2019, 6, 1))
    assert ["佳木斯技师学院 佳木斯市", "桦南县 佳木斯市", "市级", "2019-06-01 起", "✓ 结对中", "结束"] in rows(
        jiamusi.get("/partnerships/?level=city")
    )


@pytest.mark.parametrize(("school", "county"), [(8, "230822"), (6, "230422"), (6, "230803")])
def test_a_city_is_offered_neither_others_schools_nor_others_counties_nor_districts(jiamusi, school, county):
    assert "不在可选范围内" in words(jiamusi.post("/partnerships/add/", new(school, county)), 422)
    assert Partnership.objects.count() == 15


def test_a_city_cannot_make_a_provincial_pairing(jiamusi):
    jiamusi.post("/partnerships/add/", new(6, "230822", level="province"))
    assert Partnership.objects.get(school__number=6, county="230822").level == "city"


def test_the_province_pairs_across_borders_at_its_own_level_only(province):
    page = words(province.post("/partnerships/add/", new(8, "230822", level="city")), 422)
    assert "跨市(地)的结对由省厅确定" in page
    assert province.post("/partnerships/add/", new(8, "230822", level="province")).status_code == 302
    assert Partnership.objects.get(school__number=8, county="230822").level == "province"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"county": "230826"}, "已在结对,不必重复"),
        ({"valid_from": "2020-01-01"}, "结对日期 2020-01-01 还没有到"),
        ({"valid_from": ""}, "请填写结对日期"),
    ],
)
def test_a_pairing_that_cannot_be_is_refused_with_the_reason(jiamusi, more, message):
    assert message in words(jiamusi.post("/partnerships/add/", new(6, "230822") | more), 422)
    assert Partnership.objects.count() == 15


def test_a_county_is_paired_only_while_its_code_is_in_use(province):
    school = a_school("示例黑河技工学校", "黑河")
    sent = {"school": school.pk, "county": a_region("嫩江").pk, "level": "city", "valid_from": "2019-06-01"}
    assert "嫩江市(231183)在 2019-06-01 不在用:2019-10-31 起(推定)" in words(
        province.post("/partnerships/add/", sent), 422
    )


def test_a_pairing_ends_on_a_day_and_stays_in_the_list(jiamusi):
    jiamusi.post("/partnerships/add/", new(6, "230822"))
    pair = Partnership.objects.get(school__number=6, county="230822")
    jiamusi.post(f"/partnerships/{pair.pk}/end/", {"on": "2019-09-01", "note": "示例理由"})
    line = [row for row in rows(jiamusi.get("/partnerships/")) if row[1].startswith("桦南县") and row[2] == "市级"]
    assert line[0][3:5] == ["2019-06-01 至 2019-09-01", "已结束"]
    assert not any("2019-09-01" in str(row) for row in rows(jiamusi.get("/partnerships/?on=2019-10-01")))
    assert any("2019-09-01" in str(row) for row in rows(jiamusi.get("/partnerships/?on=2019-08-31")))


def test_a_pairing_that_ends_on_its_first_day_was_a_mistake_and_is_struck_out(jiamusi):
    jiamusi.post("/partnerships/add/", new(6, "230822"))
    pair = Partnership.objects.get(school__number=6, county="230822")
    jiamusi.post(f"/partnerships/{pair.pk}/end/", {"on": "2019-06-01", "note": "误录"})
    assert not Partnership.objects.filter(pk=pair.pk).exists()


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"on": "2019-04-04", "note": "x"}, "附件1所列的,须晚于该日"),
        ({"on": "2018-01-01", "note": "x"}, "不能早于结对日期"),
        ({"on": "2020-01-01", "note": "x"}, "还没有到"),
        ({"on": "2019-09-01", "note": ""}, "请写明理由"),
    ],
)
def test_an_end_that_cannot_be_is_refused(province, sent, message):
    pair = Partnership.objects.get(school__number=6, county="230826")
    assert message in words(province.post(f"/partnerships/{pair.pk}/end/", sent), 422)
    pair.refresh_from_db()
    assert pair.valid_to is None


def test_a_city_cannot_end_what_the_province_made(jiamusi):
    pair = Partnership.objects.get(school__number=6, county="230826")
    assert "结束" not in [row[-1] for row in rows(jiamusi.get("/partnerships/"))]
    response = jiamusi.post(f"/partnerships/{pair.pk}/end/", {"on": "2019-09-01", "note": "示例"})
    assert "省级结对由省厅结束" in words(response, 403)


def test_a_day_that_cannot_be_read_is_said_and_lists_nothing(jiamusi):
    page = jiamusi.get("/partnerships/?on=昨天")
    assert "“在该日有效”要写成 2019-04-04 这样的日期" in words(page) and rows(page) == []


def test_schools_and_counties_read_but_do_not_pair():
    assert client_of(a_registrar(6)).get("/partnerships/add/").status_code == 403
