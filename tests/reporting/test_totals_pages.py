"""The totals pages as people see them, by duty, and every figure as a door."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from portal import clock
from portal.models import Role
from reporting.finalising import finalise
from reporting.models import Cell
from reporting.queries.reasons import judge
from reporting.services.explaining import explain
from reporting.services.filling import Edit
from reporting.services.slips import Marked, stand_by
from reporting.workflows import SLIPS, ask_correction, type_cells
from tests.builders.places import a_city, a_county, an_account, the_province, the_school
from tests.reporting import filed
from tests.reporting.filed import NOW, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def years():
    filed.the_forms()
    return {code: filed.a_period(code) for code in ("2019H1", "2019Y", "2020H1", "2020Y")}


def test_by_city_says_how_many_are_in_and_opens_the_rows(client, years):
    filed.received(["佳木斯", "七台河"], "attachment2", years["2019Y"], 9)
    reviewer = filed.a_reviewer()
    text = page(client, reviewer, "/totals/attachment2/2019Y/")
    assert "已接收 2/13" in text and "零报告 1 个:七台河市" in text
    html = client.get("/totals/attachment2/2019Y/").content.decode()
    door = re.search(r"/totals/attachment2/2019Y/rows/\?column=c5&amp;basis=received&amp;city=230800", html)
    assert door
    text = page(client, reviewer, door.group().replace("&amp;", "&"))
    html = client.get(door.group().replace("&amp;", "&")).content.decode()
    assert "1 行相加得 9" in text and re.search(r"/filings/\d+/cells/\d+/c5/", html)


def test_a_basis_says_where_its_figures_come_from_and_why_there_are_none(client, years):
    filed.received(["佳木斯"], "attachment3", years["2019Y"], 4)
    reviewer = filed.a_reviewer()
    address = "/totals/attachment3/2019Y/?basis="
    live = page(client, reviewer, address + "received")
    assert "实时取自各市(地)填报的格" in live and "还没有" not in live
    issued = page(client, reviewer, address + "issued")
    assert "实时" not in issued and "取自定稿,不再变动" in issued
    assert "附件3 2019年全年还没有定稿,这个口径没有数。" in issued
    assert "按“已接收”还没有数" in page(client, reviewer, "/totals/attachment3/2020H1/")
    filed.received([city for city in filed.CITIES if city != "佳木斯"], "attachment3", years["2019Y"], 4)
    with clock.frozen(NOW):
        finalise("attachment3", years["2019Y"], "", an_account(Role.FINALISER, the_province()))
    issued = page(client, reviewer, address + "issued")
    assert "还没有定稿" not in issued and "取自定稿,不再变动" in issued


def test_issued_figures_say_that_they_are_being_corrected_or_were(client, years):
    year, reviewer, jiamusi = years["2019Y"], filed.a_reviewer(), filed.Bureau("佳木斯")
    filed.received(filed.CITIES, "attachment3", year, 4)

    def said() -> str:
        text = page(client, reviewer, "/totals/attachment3/2019Y/?basis=issued")
        return text.partition("佳木斯市")[2].partition("七台河市")[0]

    with clock.frozen(NOW):
        finalise("attachment3", year, "", an_account(Role.FINALISER, the_province()))
        assert "已定稿" in said() and "更正" not in said()
        form = jiamusi.filing("attachment3", year)
        asked = ask_correction(form, "示例:漏计一个班期", [Marked(form.rows.first().pk, "c5")], jiamusi.filler)
        SLIPS.perform(asked, "grant", reviewer)
        assert "已定稿,更正中" in said()
        stand_by(asked, asked.items.get().pk, "示例:核对无误", jiamusi.filler)
        filed.receive(jiamusi.send(form), reviewer)
    assert "已定稿,已更正" in said()


def test_a_total_over_blanks_is_no_plain_number(client, years):
    with clock.frozen(filed.in_time(years["2019Y"])):
        bureau = filed.Bureau("佳木斯")
        bureau.fill(bureau.filing("attachment3", years["2019Y"]), 1234, but=1)
    text = page(client, bureau.filler, "/totals/attachment3/2019Y/?basis=draft")
    assert "缺 1 格" in text
    rows = page(client, bureau.filler, "/totals/attachment3/2019Y/?basis=draft&by=row")
    assert "空白" in rows and "缺 1 格" in rows.partition("总计")[2], "a row's own cell lacks nothing but itself"
    drill = page(client, bureau.filler, "/totals/attachment3/2019Y/rows/?column=c22&basis=draft")
    assert "空白" in drill and "缺 1 格" in drill


def test_a_workbook_has_numbers_or_nothing_in_its_columns_of_numbers(client, years):
    with clock.frozen(filed.in_time(years["2019Y"])):
        bureau = filed.Bureau("佳木斯")
        bureau.fill(bureau.filing("attachment3", years["2019Y"]), 1234, but=1)
    client.force_login(bureau.filler.account, backend="django.contrib.auth.backends.ModelBackend")
    notes = []
    for way in ("?by=city", "?by=row", "?by=compare", "rows/?column=c22"):
        url = f"/totals/attachment3/2019Y/{way}{'&' if '?' in way else '?'}basis=draft&format=xlsx"
        with clock.frozen(NOW):
            sheet = load_workbook(BytesIO(client.get(url).content)).active
        heads, *rows = list(sheet.iter_rows(min_row=2))
        numbers = [cell for row in rows for cell in row if cell.number_format != "@"]
        assert numbers and not [cell.coordinate for cell in numbers if isinstance(cell.value, str)], way
        assert heads[-1].value == "缺数说明", way
        notes += [row[-1].value for row in rows if row[-1].value]
    assert any(re.search(r":[\d,.]+\(缺 1 格\)$", note) for note in notes), notes
    assert any(note.endswith(":空白") for note in notes), notes


def test_a_reason_written_before_the_number_was_changed_says_so(client, years):
    filed.received(["佳木斯"], "attachment3", years["2019H1"], 10)
    bureau, in_time = filed.Bureau("佳木斯"), filed.in_time(years["2019Y"])
    with clock.frozen(in_time):
        form = bureau.fill(bureau.filing("attachment3", years["2019Y"]), 5)
        for one in (one for one in judge(form) if one.waits):
            explain(form, one.finding.check, one.finding.row_key, "示例:与台账核对无误", bureau.filler)
    drill = "/totals/attachment3/2019Y/rows/?column=c5&basis=draft"
    before = page(client, bureau.filler, drill)
    assert "示例:与台账核对无误" in before and "数已改" not in before
    with clock.frozen(in_time + timedelta(minutes=1)):
        cell = Cell.objects.filter(row__filing=form, column="c5").order_by("row__position").first()
        type_cells(form, [Edit(cell.row_id, "c5", "12", cell.version)], bureau.filler)
    after = page(client, bureau.filler, drill)
    assert after.count("数已改,改前的说明:示例:与台账核对无误") == 1 < after.count("示例:与台账核对无误")


def test_the_pairs_of_the_notice_show_both_sides(client, years):
    filed.received(filed.CITIES, "attachment2", years["2019Y"], 9)
    filed.received(filed.CITIES, "attachment3", years["2019Y"], 4)
    text = page(client, filed.a_reviewer(), "/totals/attachment2/2019Y/?by=pair")
    assert text.count("桦南县(佳木斯市)") == 1 and "附件2 附件3 技工院校" in text and "每校、每县只计一次" in text
    county = page(client, filed.a_reviewer(), "/totals/attachment3/2019Y/?by=pair")
    assert "附件3 附件2 技工院校" in county


def test_june_is_held_against_june_and_the_second_half_is_a_difference(client, years):
    for code, number in (("2019H1", 4), ("2019Y", 10)):
        filed.received(["佳木斯"], "attachment3", years[code], number)
    text = page(client, filed.a_reviewer(), "/totals/attachment3/2019Y/?by=compare")
    rows = 10
    assert "2019年下半年 全年减上半年的差" in text and f" {6 * rows} " in text
    assert "2019年上半年 1/13" not in text
    june = page(client, filed.a_reviewer(), "/totals/attachment3/2020H1/?by=compare")
    assert "2019年上半年" in june and "下半年 全年减" not in june


def test_counties_of_unknown_successors_begin_with_the_whole_year(client, years):
    filed.received(["伊春"], "attachment3", years["2019H1"], 4)
    filed.received(["伊春"], "attachment3", years["2020H1"], 5)
    url = "/totals/attachment3/2020H1/?by=compare&column=c5&group="
    text = page(client, filed.a_reviewer(), url + "row")
    assert "(推定)" in text and "按县比较自2019年全年起" in text
    assert "乌伊岭区(原区划) — 4" in text and "丰林县 5 —" in text
    assert "推定" not in page(client, filed.a_reviewer(), url + "city")


def test_each_duty_sees_its_own(client, years):
    filed.received(["佳木斯", "鹤岗"], "attachment3", years["2019Y"], 4)
    city = an_account(Role.FILLER, a_city("佳木斯"))
    for by in ("city", "row", "compare&group=city"):
        text = page(client, city, f"/totals/attachment3/2019Y/?by={by}")
        assert "佳木斯市" in text and "鹤岗市" not in text
    county = an_account(Role.COUNTY, a_county("桦南县"))
    text = page(client, county, "/totals/attachment3/2019Y/")
    assert "桦南县" in text and "汤原县" not in text and " 4 " in text
    assert client.get("/totals/attachment3/2019Y/?by=city").status_code == 404
    assert client.get("/totals/attachment3/2019Y/?basis=draft").status_code == 404
    assert "汤原县" not in page(client, county, "/totals/attachment3/2019Y/rows/?column=c5")


@pytest.mark.parametrize(
    "url",
    ["/totals/nothing/2019Y/", "/totals/attachment2/2099Y/", "/totals/attachment2/2019Y/?by=x",
     "/totals/attachment3/2019Y/rows/?column=c23", "/totals/attachment3/2019Y/rows/"],
)  # fmt: skip
def test_what_is_not_there_is_404(client, years, url):
    client.force_login(filed.a_reviewer().account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url).status_code == 404


def test_every_table_is_a_workbook_and_queries_do_not_grow(client, years):
    reviewer, address = filed.a_reviewer(), "/totals/attachment3/2019Y/?by="
    ways = ["city", "row", "pair", "compare", "compare&group=row", "compare&group=city"]
    filed.received(["佳木斯", "鹤岗"], "attachment3", years["2019Y"], 4, reviewer)
    page(client, reviewer, address + "city")
    two = {by: queries(client, reviewer, address + by) for by in ways}
    rest = [c for c in filed.CITIES if c not in ("佳木斯", "鹤岗")]
    filed.received(rest, "attachment3", years["2019Y"], 4, reviewer)
    assert {by: queries(client, reviewer, address + by) for by in ways} == two
    for by in ways:
        assert client.get(f"{address}{by}&format=xlsx")["Content-Type"].endswith("spreadsheetml.sheet")


def queries(client, actor, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(client, actor, url)
    return len(asked)


def test_money_in_wan_adds_up_and_people_stay_people(client, years):
    filed.received(["佳木斯", "鹤岗"], "attachment3", years["2019Y"], 12345)
    reviewer = filed.a_reviewer()
    plain = page(client, reviewer, "/totals/attachment3/2019Y/")
    assert "以万元为单位" in plain and "(万元)" not in plain
    wan = page(client, reviewer, "/totals/attachment3/2019Y/?unit=wan")
    assert "以元为单位" in wan and "培训费补贴金额(万元)" in wan and "金额单位:万元" in wan
    lines = [re.search(rf"{name} .*?(?=市 |$)", wan)[0] for name in ("鹤岗市", "佳木斯市")]
    total = re.search(r"总计 [^总]*?已计.*|总计 .*", wan)[0]
    money = [[float(one) for one in re.findall(r"\b\d+\.\d\d\b", text)[:3]] for text in (*lines, total)]
    assert [round(a + b, 2) for a, b in zip(*money[:2], strict=True)] == money[2]
    assert "以万元为单位" not in page(client, reviewer, "/totals/attachment2/2019Y/")


def test_a_school_or_county_is_told_where_its_numbers_are_and_where_they_never_will_be(client, years):
    county = an_account(Role.COUNTY, a_county("桦南县"))
    never = page(client, county, "/totals/attachment2/2020Y/")
    assert "本表没有本单位的行" in never and "没有县(市、区)的行" in never
    waits = page(client, county, "/totals/attachment3/2020Y/")
    assert "由省厅接收后,这里就有数" in waits
    school = an_account(Role.SCHOOL, the_school(1).organisation)
    text = page(client, school, "/totals/attachment3/2020Y/")
    assert "没有院校的行" in text
    for words in (never, waits, text):
        assert "含已上报" not in words and "全部已填" not in words
    city = page(client, an_account(Role.FILLER, a_city("佳木斯")), "/totals/attachment2/2020Y/?by=row")
    assert "可改看“含已上报”" in city
