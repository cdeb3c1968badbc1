"""附件1 as printed, and "on the list at date X"."""

from datetime import date

import pytest

from pairing.models import Partnership, PovertyCounty
from pairing.queries import poverty
from portal import clock, policy
from tests.pairing.seen import a_county_clerk, a_filler, a_reviewer, client_of, column, rows, words, workbook

pytestmark = pytest.mark.django_db

PRINTED = [
    (1, "黑龙江技师学院", "桦南县、汤原县"),
    (2, "黑龙江第二技师学院", "明水县、海伦市、青冈县"),
    (3, "哈尔滨劳动技师学院", "延寿县、兰西县"),
    (4, "齐齐哈尔技师学院", "龙江县、拜泉县"),
    (5, "中国一重技师学院", "泰来县、克东县"),
    (6, "佳木斯技师学院", "桦川县、同江市"),
    (7, "大庆技师学院", "林甸县"),
    (8, "伊春技师学院", "绥滨县"),
]


@pytest.fixture
def clerk():
    return client_of(a_county_clerk("绥滨县"))


def test_attachment_1_stands_on_the_page_as_printed(clerk):
    page = words(clerk.get("/attachment1/"))
    assert "优质技工院校与重点贫困县(市)对接表" in page
    assert all(f"{number} {school} {counties}" in page for number, school, counties in PRINTED)
    assert "8 所院校、15 个县(市)" in page


def test_attachment_1_as_a_workbook_has_the_printed_layout(clerk):
    sheet = workbook(clerk.get("/attachment1/?out=xlsx"))
    assert sheet["A2"].value == "优质技工院校与重点贫困县(市)对接表"
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A2:C2"]
    assert [sheet.cell(3, place).value for place in (1, 2, 3)] == ["序号", "技工院校名称", "贫困县(市)名称"]
    lines = [tuple(sheet.cell(line, place).value for place in (1, 2, 3)) for line in range(4, 12)]
    assert lines == PRINTED
    assert sheet.page_setup.orientation == "portrait"


def test_attachment_1_keeps_the_names_and_pairs_of_its_day(clerk):
    with clock.frozen(clock.at(2019, 12, 1, 9)):
        province = client_of(a_reviewer())
        pair = Partnership.objects.get(school__number=8)
        province.post(f"/schools/{pair.school_id}/rename/", {"name": "示例新名技师学院", "on": "2019-09-01"})
        province.post(f"/partnerships/{pair.pk}/end/", {"on": "2019-11-01", "note": "示例"})
        page = words(clerk.get("/attachment1/"))
        assert "8 伊春技师学院 绥滨县" in page and "示例新名" not in page
        policy.load()
        pair.refresh_from_db()
        assert pair.valid_to == date(2019, 11, 1)


def states(day: str) -> dict[str, str]:
    return {str(one.county): one.state for one in poverty.standings(date.fromisoformat(day))}


@pytest.mark.parametrize(
    ("county", "day", "state"),
    [
        ("桦南县", "2019-04-04", "on"),
        ("桦南县", "2019-05-04", "on"),
        ("桦南县", "2019-05-05", "off"),
        ("延寿县", "2020-02-25", "on"),
        ("延寿县", "2020-02-26", "off"),
        ("甘南县", "2018-07-31", "on"),
        ("甘南县", "2018-08-01", "unknown"),
        ("甘南县", "2018-08-31", "unknown"),
        ("甘南县", "2018-09-01", "off"),
        ("桦南县", "2017-01-01", "on"),
        ("桦南县", "2016-12-31", "unknown"),
        ("桦南县", "1900-01-01", "unknown"),
        ("巴彦县", "2019-04-04", "unknown"),
        ("巴彦县", "2020-12-03", "unknown"),
    ],
)
def test_where_a_county_stood_follows_from_its_date(county, day, state):
    assert states(day)[county] == state


def test_the_list_has_20_national_and_8_provincial_counties():
    grades = [county.grade for county in PovertyCounty.objects.all()]
    assert (grades.count("national"), grades.count("provincial")) == (20, 8)


def test_attachment_1_is_what_was_left_of_the_national_list():
    fact = poverty.derived()
    assert fact.same
    assert (len(fact.national), len(fact.remaining)) == (20, 15)
    assert set(fact.left_before) == {"甘南县", "富裕县", "抚远市", "饶河县", "望奎县"}
    assert {day: len(names) for day, names in fact.left_later.items()} == {date(2019, 5, 5): 10, date(2020, 2, 26): 5}


def test_the_fact_is_computed_and_says_where_it_does_not_hold(clerk):
    assert "仍在册的 15 个与附件1的县(市)完全一致" in words(clerk.get("/poverty/"))
    PovertyCounty.objects.filter(region="230822").update(left_on=date(2018, 8, 1), left_precision="month")
    page = words(clerk.get("/poverty/"))
    assert "在附件1而不在册:桦南县" in page and "完全一致" not in page


def test_the_page_answers_for_the_day_asked(clerk):
    page = clerk.get("/poverty/?on=2019-05-05&grade=national")
    found = {row[0].split(" ")[0]: row[4] for row in rows(page)}
    assert len(found) == 20
    assert (found["桦南县"], found["延寿县"], found["甘南县"]) == ("✓ 已退出", "● 在册", "✓ 已退出")
    assert "2019年5月5日的状态" in words(page)


def test_a_day_before_what_is_known_claims_nothing_and_says_so(clerk):
    page = clerk.get("/poverty/?on=1900-01-01")
    assert {row[4] for row in rows(page)} == {"日期不详"} and "1900年1月1日的在册情况没有记载" in words(page)
    assert "没有记载" not in words(clerk.get("/poverty/?on=2019-05-05"))


def test_without_a_day_the_business_day_is_asked(clerk):
    with clock.frozen(clock.at(2020, 2, 25, 9)):
        assert "2020年2月25日的状态" in words(clerk.get("/poverty/"))


def test_search_and_state_narrow_the_list_and_the_workbook(clerk):
    address = "/poverty/?on=2019-06-01&state=on"
    assert {row[0].split(" ")[0] for row in rows(clerk.get(address))} == {
        "延寿县",
        "拜泉县",
        "林甸县",
        "海伦市",
        "青冈县",
    }
    assert set(column(clerk.get(address + "&out=xlsx"))) == {"延寿县", "拜泉县", "林甸县", "海伦市", "青冈县"}
    assert "没有符合条件的县(市)" in words(clerk.get("/poverty/?q=北京"))


def test_a_day_that_cannot_be_read_is_said(clerk):
    page = clerk.get("/poverty/?on=2019-13-01")
    assert "“查询日期”要写成 2019-04-04 这样的日期" in words(page) and rows(page) == []
    assert "更正后再查询" in words(page) and "没有符合条件" not in words(page)


def test_every_city_sees_the_whole_list():
    assert len(rows(client_of(a_filler("黑河")).get("/poverty/"))) == 28
