"""What the bureaus on both sides of a pairing that crosses city borders see, by name, in lists, counts, drill, exports.

兰西 (绥化) is with school 3 (哈尔滨), 绥滨 (鹤岗) with school 8 (伊春). The figures are 2020上半年 of the demo world.
"""

import re

import pytest
from django.test import Client

from portal.models import Account
from reporting.models import Filing
from tests.pairing.seen import column, rows, words, workbook

pytestmark = pytest.mark.django_db

NAMES = {"haerbin": "哈尔滨市", "suihua": "绥化市", "hegang": "鹤岗市", "yichun": "伊春市"}
SCHOOLS = {
    "haerbin": "黑龙江技师学院 黑龙江第二技师学院 哈尔滨劳动技师学院 尚志市技工学校(示例) 依兰县职业培训中心(示例)",
    "suihua": "安达市职业技术学校(示例) 肇东市技工学校(示例)",
    "hegang": "萝北县技工学校(示例)",
    "yichun": "伊春技师学院 铁力市技工学校(示例)",
}
COUNTIES = {
    "haerbin": "道里区 南岗区 道外区 平房区 松北区 香坊区 呼兰区 阿城区 双城区 "
    "依兰县 方正县 宾县 巴彦县 木兰县 通河县 延寿县 尚志市 五常市",
    "suihua": "北林区 望奎县 兰西县 青冈县 庆安县 明水县 绥棱县 安达市 肇东市 海伦市",
    "hegang": "向阳区 工农区 南山区 兴安区 东山区 兴山区 萝北县 绥滨县",
    "yichun": "伊美区 乌翠区 友好区 嘉荫县 汤旺县 丰林县 大箐山县 南岔县 金林区 铁力市",
}
ROWS = {"attachment2": SCHOOLS, "attachment3": COUNTIES}
# Both bureaus see that the two are paired; of the figures each sees the side that is its own.
PAIRS = {
    "haerbin": {
        ("黑龙江技师学院", "桦南县(佳木斯市)"), ("黑龙江技师学院", "汤原县(佳木斯市)"),
        ("黑龙江第二技师学院", "明水县(绥化市)"), ("黑龙江第二技师学院", "青冈县(绥化市)"),
        ("黑龙江第二技师学院", "海伦市(绥化市)"), ("哈尔滨劳动技师学院", "延寿县(哈尔滨市)"),
        ("哈尔滨劳动技师学院", "兰西县(绥化市)"),
    },
    "suihua": {
        ("黑龙江第二技师学院", "明水县(绥化市)"), ("黑龙江第二技师学院", "青冈县(绥化市)"),
        ("黑龙江第二技师学院", "海伦市(绥化市)"), ("哈尔滨劳动技师学院", "兰西县(绥化市)"),
    },
    "hegang": {("伊春技师学院", "绥滨县(鹤岗市)")},
    "yichun": {("伊春技师学院", "绥滨县(鹤岗市)")},
}  # fmt: skip
CASES = [(who, form) for who in NAMES for form in ROWS]


@pytest.fixture
def signed_in(demo_world, db):
    def open_browser(username: str) -> Client:
        client = Client()
        account = Account.objects.get(username=username)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_browser


def named(response, place: int) -> list[str]:
    """A column of the page's table."""
    return [row[place] for row in rows(response)]


def listed(response, place: int) -> list[str]:
    """A column of the workbook, without its 总计."""
    found = column(response, place)
    return [one for one in found if one and one != "总计" and not re.fullmatch(r"\d+ 行", str(one))]


@pytest.mark.parametrize("who", NAMES)
def test_the_list_of_filings_holds_ones_own_two(who, signed_in):
    text = words(signed_in(who).get("/filings/?period=2020H1"))
    assert re.findall(r"(\S+[市区]) · 2020年上半年", text) == [NAMES[who]] * 2
    others = set(NAMES.values()) - {NAMES[who]}
    assert not any(other in text for other in others)


@pytest.mark.parametrize(("who", "form"), CASES)
def test_totals_by_city_count_ones_own(who, form, signed_in):
    client, url = signed_in(who), f"/totals/{form}/2020H1/?by=city"
    page = client.get(url)
    assert named(page, 0) == [NAMES[who]] and "已接收 1/1" in words(page)
    assert listed(client.get(url + "&format=xlsx"), 1) == [NAMES[who]]


@pytest.mark.parametrize(("who", "form"), CASES)
def test_totals_by_row_hold_ones_own_rows(who, form, signed_in):
    client, url, expected = signed_in(who), f"/totals/{form}/2020H1/?by=row", ROWS[form][who].split()
    page = client.get(url)
    assert named(page, 1) == expected and f"总计 {len(expected)} 行" in words(page)
    assert listed(client.get(url + "&format=xlsx"), 2) == expected


@pytest.mark.parametrize(("who", "form"), CASES)
def test_the_drill_opens_ones_own_rows_whatever_city_is_asked(who, form, signed_in):
    client, url, expected = signed_in(who), f"/totals/{form}/2020H1/rows/?column=c5", ROWS[form][who].split()
    page = client.get(url)
    assert named(page, 1) == expected and f"{len(expected)} 行相加得" in words(page)
    assert listed(client.get(url + "&format=xlsx"), 2) == expected
    for other in {"230100", "231200", "230400", "230700"} - {_code(who)}:
        assert named(client.get(f"{url}&city={other}"), 1) == []


@pytest.mark.parametrize(("who", "form"), CASES)
def test_comparisons_hold_ones_own_rows(who, form, signed_in):
    client, url = signed_in(who), f"/totals/{form}/2020H1/?by=compare&group=row&column=c5"
    page = client.get(url)
    assert set(named(page, 0)) == {NAMES[who]}
    assert set(ROWS[form][who].split()) <= set(named(page, 1))  # retired districts of 伊春 stand below
    assert set(listed(client.get(url + "&format=xlsx"), 1)) == {NAMES[who]}


@pytest.mark.parametrize(("who", "form"), CASES)
def test_pairings_show_both_names_and_the_figures_of_ones_own_side(who, form, signed_in):
    client, url = signed_in(who), f"/totals/{form}/2020H1/?by=pair"
    found = rows(client.get(url))
    assert {(row[0], row[1]) for row in found} == PAIRS[who]
    schools, counties = SCHOOLS[who].split(), COUNTIES[who].split()
    width = 7 if form == "attachment2" else 20  # the form's own columns come first
    for row in found:
        own = row[2 : 2 + width]
        mine = row[0] in schools if form == "attachment2" else row[1].split("(")[0] in counties
        assert any(own) == mine, row
    sheet = workbook(client.get(url + "&format=xlsx"))
    book = {(line[0], line[1]) for line in sheet.iter_rows(min_row=3, values_only=True)}
    assert {pair for pair in book if pair[0] and pair[0] != "合计"} == PAIRS[who]


@pytest.mark.parametrize("who", NAMES)
def test_anothers_form_is_not_found_in_any_shape(who, signed_in):
    client = signed_in(who)
    for filing in Filing.objects.filter(
        period__code="2020H1", unit__region_id__in=set(map(_code, NAMES)) - {_code(who)}
    ):
        for page in ("", "paper/", "workbook/", "next/", f"rows/{filing.rows.first().pk}/"):
            assert client.get(f"/filings/{filing.pk}/{page}").status_code == 404


@pytest.mark.parametrize("who", NAMES)
def test_ones_own_form_as_a_workbook_holds_its_rows(who, signed_in):
    filing = Filing.objects.get(period__code="2020H1", unit__region_id=_code(who), form="attachment3")
    sheet = workbook(signed_in(who).get(f"/filings/{filing.pk}/workbook/"))
    cells = {str(cell) for line in sheet.iter_rows(values_only=True) for cell in line if cell is not None}
    assert set(COUNTIES[who].split()) <= cells
    strangers = {name for other, names in COUNTIES.items() if other != who for name in names.split()}
    assert not (strangers - set(COUNTIES[who].split())) & cells


@pytest.mark.parametrize(
    ("who", "rows_of", "pair"),
    [
        ("school-3", {"attachment2": ["哈尔滨劳动技师学院"], "attachment3": []}, "兰西县(绥化市)"),
        ("school-8", {"attachment2": ["伊春技师学院"], "attachment3": []}, "绥滨县(鹤岗市)"),
        ("county-231222", {"attachment2": [], "attachment3": ["兰西县"]}, "兰西县(绥化市)"),
        ("county-230422", {"attachment2": [], "attachment3": ["绥滨县"]}, "绥滨县(鹤岗市)"),
    ],
)
def test_a_school_and_a_county_see_their_own_row_and_their_pairing(who, rows_of, pair, signed_in):
    client = signed_in(who)
    for form, expected in rows_of.items():
        assert named(client.get(f"/totals/{form}/2020H1/"), 1) == expected
        assert named(client.get(f"/totals/{form}/2020H1/rows/?column=c5"), 1) == expected
        assert pair in named(client.get(f"/totals/{form}/2020H1/?by=pair"), 1)


def _code(who: str) -> str:
    return {"haerbin": "230100", "suihua": "231200", "hegang": "230400", "yichun": "230700"}[who]
