"""Who sees which school and which pairing, by name: pairings cross city borders (兰西—哈尔滨, 绥滨—伊春)."""

import pytest

from pairing.models import Partnership, School
from tests.pairing.seen import a_county_clerk, a_filler, a_registrar, a_reviewer, client_of, column, names, rows

pytestmark = pytest.mark.django_db

HARBIN = {
    ("黑龙江技师学院", "桦南县"),
    ("黑龙江技师学院", "汤原县"),
    ("哈尔滨劳动技师学院", "延寿县"),
    ("哈尔滨劳动技师学院", "兰西县"),
}
SUIHUA = {("黑龙江第二技师学院", county) for county in ("明水县", "海伦市", "青冈县")} | {
    ("哈尔滨劳动技师学院", "兰西县")
}
YICHUN = {("伊春技师学院", "绥滨县")}
HEGANG = {("伊春技师学院", "绥滨县")}
PAIRS = [("哈尔滨", HARBIN), ("绥化", SUIHUA), ("伊春", YICHUN), ("鹤岗", HEGANG)]
SCHOOLS = [
    ("哈尔滨", {"黑龙江技师学院", "哈尔滨劳动技师学院"}),
    ("绥化", set()),
    ("伊春", {"伊春技师学院"}),
    ("鹤岗", set()),
]


def pairs(response) -> set[tuple[str, str]]:
    return {(row[0].split(" ")[0], row[1].split(" ")[0]) for row in rows(response)}


@pytest.mark.parametrize(("city", "expected"), PAIRS)
def test_a_city_sees_the_pairings_of_its_schools_and_of_its_counties(city, expected):
    client = client_of(a_filler(city))
    page = client.get("/partnerships/")
    assert pairs(page) == expected
    assert f"共 {len(expected)} 对" in page.content.decode()
    book = client.get("/partnerships/?out=xlsx")
    assert set(zip(column(book, 1), column(book, 3), strict=True)) == expected


@pytest.mark.parametrize(("city", "expected"), SCHOOLS)
def test_a_city_sees_its_own_schools_in_list_count_and_workbook(city, expected):
    client = client_of(a_filler(city))
    page = client.get("/schools/")
    assert names(page) == expected
    assert f"共 {len(expected)} 所" in page.content.decode()
    assert set(column(client.get("/schools/?out=xlsx"))) == expected


def test_hegang_reads_the_name_of_its_partner_in_yichun_but_cannot_open_it():
    school = School.objects.get(number=8)
    page = client_of(a_filler("鹤岗")).get("/partnerships/").content.decode()
    assert "伊春技师学院" in page and f"/schools/{school.pk}/" not in page
    assert client_of(a_filler("鹤岗")).get(f"/schools/{school.pk}/").status_code == 404
    own = client_of(a_filler("伊春")).get("/partnerships/").content.decode()
    assert f"/schools/{school.pk}/" in own


def test_the_province_sees_all_fifteen_and_all_eight():
    client = client_of(a_reviewer())
    assert len(rows(client.get("/partnerships/"))) == 15
    assert len(rows(client.get("/schools/"))) == 8


def test_a_school_sees_itself_and_a_county_its_partners():
    registrar, clerk = client_of(a_registrar(8)), client_of(a_county_clerk("绥滨县"))
    assert names(registrar.get("/schools/")) == {"伊春技师学院"}
    assert pairs(registrar.get("/partnerships/")) == YICHUN
    assert pairs(clerk.get("/partnerships/")) == YICHUN
    assert names(clerk.get("/schools/")) == set()


def test_no_filter_reaches_beyond_the_scope():
    client = client_of(a_filler("鹤岗"))
    assert names(client.get("/schools/?city=230100&q=黑龙江")) == set()
    assert pairs(client.get("/partnerships/?city=230100")) == HEGANG


@pytest.mark.parametrize("what", ["rename", "close"])
def test_another_citys_school_is_not_found_to_change(what):
    school = School.objects.get(number=6)
    client = client_of(a_filler("鹤岗"))
    assert client.get(f"/schools/{school.pk}/{what}/").status_code == 404
    assert client.post(f"/schools/{school.pk}/{what}/", {"name": "示例", "on": "2019-05-01"}).status_code == 404


def test_another_citys_pairing_is_not_found_to_end():
    pair = Partnership.objects.get(school__number=6, county="230826")
    assert client_of(a_filler("鹤岗")).post(f"/partnerships/{pair.pk}/end/").status_code == 404
