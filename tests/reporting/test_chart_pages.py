"""A column as charts, and its differences by size: the numbers are those of the totals, and open their rows."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal import clock
from portal.models import Role
from tests.builders.places import a_city, a_county, an_account
from tests.reporting import filed
from tests.reporting.filed import NOW, page

pytestmark = pytest.mark.django_db
CHART = "/totals/attachment3/2020H1/?by=chart&column=c5"
CHANGE = "/totals/attachment3/2020H1/?by=change&column=c5"


@pytest.fixture
def years():
    filed.the_forms()
    found = {code: filed.a_period(code) for code in ("2019H1", "2019Y", "2020H1")}
    for code, number in (("2019H1", 7), ("2019Y", 9), ("2020H1", 10)):
        filed.received(["佳木斯"], "attachment3", found[code], number)
    filed.received(["鹤岗"], "attachment3", found["2019H1"], 20)
    filed.received(["鹤岗"], "attachment3", found["2020H1"], 15)
    return found


def html(client, actor, url: str) -> str:
    page(client, actor, url)
    with clock.frozen(NOW):
        return client.get(url).content.decode()


def labels(text: str) -> list[str]:
    return re.findall(r'<a href="[^"]*" aria-label="([^"]*)"', text)


def test_a_column_over_the_periods_by_city_and_on_the_sketch(client, years):
    text = html(client, filed.a_reviewer(), CHART)
    rows = {"佳木斯": 10, "鹤岗": 8}
    june = 7 * rows["佳木斯"] + 20 * rows["鹤岗"]
    assert f"2019年上半年 {june}" in labels(text) and f"2019年全年 {9 * rows['佳木斯']}" in labels(text)
    assert labels(text).count("佳木斯市 100") == 1, "the sketch"
    assert "佳木斯市 100 " in labels(text) and "鹤岗市 120 " in labels(text), "the bars"
    assert (
        text.count('class="chart small"') == 13
        and "鹤岗市历期:2019年上半年 160,2019年全年 未计入,2020年上半年 120" in text
    )
    assert "哈尔滨市" in text and "未计入" in text
    door = re.search(r'<a href="(/totals/attachment3/2019H1/rows/[^"]*)" aria-label="2019年上半年', text).group(1)
    assert f"{rows['佳木斯'] + rows['鹤岗']} 行相加得 {june}" in page(
        client, filed.a_reviewer(), door.replace("&amp;", "&")
    )


def test_a_city_sees_its_own_course_and_no_province(client, years):
    text = html(client, an_account(Role.FILLER, a_city("鹤岗")), CHART)
    assert "2020年上半年 120" in labels(text) and "佳木斯" not in text
    assert 'class="chart map' not in text and "multiples" not in text
    county = an_account(Role.COUNTY, a_county("桦南县"))
    client.force_login(county.account, backend="django.contrib.auth.backends.ModelBackend")
    with clock.frozen(NOW):
        assert client.get(CHART).status_code == 404


def test_a_sum_over_blanks_is_marked_in_the_chart(client, years):
    with clock.frozen(NOW):
        bureau = filed.Bureau("伊春")
        bureau.fill(bureau.filing("attachment3", filed.a_period("2020Y")), 3, but=1)
    text = html(client, bureau.filler, "/totals/attachment3/2020Y/?by=chart&column=c22&basis=draft")
    assert re.search(r'class="lacking"', text) and "2020年全年 缺 1 格" in " ".join(labels(text))


def test_differences_stand_by_size_and_say_what_cannot_be_subtracted(client, years):
    filed.received(["伊春"], "attachment3", years["2020H1"], 5)
    text = page(client, filed.a_reviewer(), CHANGE)
    table = text[text.index("增减幅度") :]
    assert re.search(r"鹤岗市 120 160 -40 -25.0% 佳木斯市 100 70 \+30 \+42.9% 伊春市 \S+ 2019年上半年没有计入", table)
    assert re.search(r"合计 220 230 -10 -4.3% 两期都有数的 2 行", table)
    rows = page(client, filed.a_reviewer(), CHANGE + "&group=row")
    assert rows.count("-5 -25.0%") == 8 and "2019年上半年没有这一行" in rows


def test_a_flow_of_june_is_not_held_against_a_december(client, years):
    text = page(client, filed.a_reviewer(), CHANGE + "&against=last")
    assert "期内发生数" in text and "请比上年同期" in text and "增减幅度" not in text
    stock = page(client, filed.a_reviewer(), CHANGE.replace("c5", "c3") + "&against=last")
    assert re.search(r"佳木斯市 100 90 \+10 \+11.1%", stock)
    assert "2019年上半年之前没有可比的报送期" in page(client, filed.a_reviewer(), CHANGE.replace("2020H1", "2019H1"))


@pytest.mark.parametrize(
    ("url", "line"),
    [(CHART, ["佳木斯市", 70, 90, 100]), (CHANGE, ["佳木斯市", 100, 70, 30, 30 / 70, None])],
    ids=["chart", "change"],
)
def test_each_is_taken_as_a_workbook(client, years, url, line):
    client.force_login(filed.a_reviewer().account, backend="django.contrib.auth.backends.ModelBackend")
    with clock.frozen(NOW):
        book = load_workbook(BytesIO(client.get(f"{url}&format=xlsx").content))
    lines = [[value for value in row] for row in book.active.iter_rows(values_only=True)]
    assert "=" not in lines[0][0], "the title says the period, no value of the program"
    assert line in [[Decimal(one) if isinstance(one, int) else one for one in row] for row in lines]


def test_a_cell_shows_its_own_course_beside_it(client, years):
    form = filed.Bureau("佳木斯").filing("attachment3", years["2020H1"])
    row = form.rows.order_by("position").first()
    panel = html(client, filed.a_reviewer(), f"/filings/{form.pk}/cells/{row.pk}/c5/")
    assert 'aria-label="历期:2019年上半年 7,2019年全年 9,2020年上半年 10"' in panel
    assert panel.count('<rect class="half"') == 2 and panel.count('<rect class="whole"') == 1
    text = html(client, filed.a_reviewer(), f"/filings/{form.pk}/cells/{row.pk}/c23/")
    assert "历期" not in text
