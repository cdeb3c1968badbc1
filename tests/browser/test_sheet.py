"""The form as a spreadsheet: several cells at once, copied, cut, filled, undone, walked and searched."""

import re

import pytest
from playwright.sync_api import Page, expect

from reporting.queries.forms import spec_of
from tests.browser.sheets import PASTE_HERE, cell, field, focused, notes, opened, status, stored
from tests.reporting.filed import Bureau, a_period
from tests.walk import AXE, RULES

COPIED = """() => document.addEventListener("copy", ({ clipboardData }) => {
  window.copied = [clipboardData.getData("text/plain"), clipboardData.getData("text/html")];
})"""
KEPT = "portal.kept."
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("december")]


@pytest.fixture
def bureau(live_server):
    return Bureau("齐齐哈尔")


@pytest.fixture
def form(bureau):
    return bureau.filing("attachment3", a_period("2020Y"))


@pytest.fixture
def rows(form):
    return [row.pk for row in form.rows.order_by("pk")]


@pytest.fixture
def last(form):
    """The key of the last column."""
    return spec_of(form.edition).columns[-1].key


def picked(page: Page) -> set[str]:
    return set(page.locator("td.is-picked").evaluate_all("found => found.map(td => td.dataset.c)"))


def places(rows: list[int], *columns: str) -> set[str]:
    return {f"{row}-{column}" for row in rows for column in columns}


def typed(page: Page, row: int, column: str, *numbers: str) -> None:
    """Numbers below one another, as fast as the keys go."""
    field(page, row, column).focus()
    for number in numbers:
        page.keyboard.type(number)
        page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("已保存")
    expect(page.locator("td:is(.is-saving, .is-dirty)")).to_have_count(0)


def requests(page: Page) -> list[dict]:
    """What the page sends from now on."""
    sent = []
    page.on("request", lambda one: sent.append(one.post_data_json) if one.url.endswith("/cells/") else None)
    return sent


def pressed(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_shift_and_arrows_select_and_the_line_sums_numbers_only(sheet, rows):
    typed(sheet, rows[0], "c3", "1200", "40")
    field(sheet, rows[0], "c3").focus()
    pressed(sheet, "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight")
    assert picked(sheet) == places(rows[:3], "c3", "c4")
    line = sheet.locator("[data-picked]")
    expect(line).to_have_text("已选 6 格 · 计数 2 · 合计 1,240 · 平均 620")
    assert line.get_attribute("aria-live") == "polite"
    assert focused(sheet) == f"c-{rows[0]}-c3", "the cell one is in stays"
    pressed(sheet, "Escape")
    assert picked(sheet) == set()
    expect(line).to_have_text("")
    expect(field(sheet, rows[0], "c3")).to_have_value("1,200")
    pressed(sheet, "Control+a")
    assert len(picked(sheet)) == sheet.locator("td[data-c]").count()
    pressed(sheet, "ArrowRight")
    assert picked(sheet) == set()


def test_a_drag_and_shift_click_select(sheet, rows):
    cell(sheet, rows[0], "c4").hover()
    sheet.mouse.down()
    cell(sheet, rows[1], "c5").hover()
    cell(sheet, rows[2], "c6").hover()
    sheet.mouse.up()
    assert picked(sheet) == places(rows[:3], "c4", "c5", "c6")
    assert focused(sheet) == f"c-{rows[0]}-c4"
    cell(sheet, rows[1], "c5").click(modifiers=["Shift"])
    assert picked(sheet) == places(rows[:2], "c4", "c5")
    cell(sheet, rows[2], "c6").click()
    assert picked(sheet) == set()
    assert focused(sheet) == f"c-{rows[2]}-c6"


def test_locked_cells_are_selected_and_counted(page, live_server, bureau, form, rows):
    """The sheet of somebody who only reads."""
    bureau.fill(form, 3)
    opened(page, live_server, bureau.lead, form)
    expect(page.locator("td[data-c] input")).to_have_count(0)
    cell(page, rows[0], "c3").hover()
    page.mouse.down()
    cell(page, rows[1], "c4").hover()
    page.mouse.up()
    assert picked(page) == places(rows[:2], "c3", "c4")
    expect(page.locator("[data-picked]")).to_have_text("已选 4 格 · 计数 4 · 合计 12 · 平均 3")
    pressed(page, "Shift+ArrowDown")
    assert picked(page) == places(rows[:3], "c3", "c4")
    assert page.url.endswith(f"/filings/{form.pk}/"), "a drag opens no link"
    pressed(page, "Escape")
    assert picked(page) == set()


def test_ctrl_arrows_pages_and_ends_as_in_a_spreadsheet(sheet, rows, last):
    typed(sheet, rows[0], "c3", "1", "2", "3")
    field(sheet, rows[0], "c3").focus()
    walked = []
    for key in ("Control+ArrowDown", "Control+ArrowDown", "Control+ArrowUp", "Control+ArrowRight", "Control+Home"):
        pressed(sheet, key)
        walked.append(focused(sheet))
    assert walked == [f"c-{row}-{column}" for row, column in (
        (rows[2], "c3"), (rows[-1], "c3"), (rows[2], "c3"), (rows[2], last), (rows[0], "c3"),
    )]  # fmt: skip
    pressed(sheet, "Control+End")
    assert focused(sheet) == f"c-{rows[-1]}-{last}"
    pressed(sheet, "PageUp")
    assert focused(sheet).endswith(last) and focused(sheet) != f"c-{rows[-1]}-{last}"
    pressed(sheet, "Control+Home", "Control+Shift+ArrowDown")
    assert picked(sheet) == places(rows[:3], "c3")


def test_typing_replaces_and_f2_goes_on(sheet, rows):
    typed(sheet, rows[0], "c3", "12")
    field(sheet, rows[0], "c3").focus()
    pressed(sheet, "Shift+ArrowDown")
    sheet.keyboard.type("7")
    expect(field(sheet, rows[0], "c3")).to_have_value("7")
    assert picked(sheet) == set()
    pressed(sheet, "Escape", "F2")
    sheet.keyboard.type("5")
    expect(field(sheet, rows[0], "c3")).to_have_value("125")
    pressed(sheet, "Shift+ArrowLeft")
    assert picked(sheet) == set(), "in a text Shift selects letters"


def test_a_copied_block_is_text_and_table_and_lands_where_it_is_pasted(sheet, rows):
    typed(sheet, rows[0], "c3", "1200", "40")
    sheet.evaluate(COPIED)
    field(sheet, rows[0], "c3").focus()
    pressed(sheet, "Shift+ArrowDown", "Shift+ArrowRight", "Control+c")
    text, table = sheet.evaluate("window.copied")
    assert text == "1200\t\r\n40\t"
    assert "<td>1200</td><td></td></tr><tr><td>40</td>" in table
    field(sheet, rows[3], "c4").focus()
    pressed(sheet, "Control+v")
    expect(notes(sheet)).to_contain_text("粘贴 4 格:已存 4,拒收 0")
    assert [stored(sheet, rows[3])["c4"], stored(sheet, rows[4])["c4"]] == [1200, 40]


def test_a_selection_is_cleared_cut_and_filled_each_in_one_request(sheet, rows):
    typed(sheet, rows[0], "c3", "7", "8", "9")
    sent = requests(sheet)
    field(sheet, rows[0], "c3").focus()
    pressed(sheet, "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    assert [stored(sheet, row)["c3"] for row in rows[:3]] == [7, 7, 7]
    expect(status(sheet)).to_contain_text("已保存 2 格")
    pressed(sheet, "Delete")
    expect(status(sheet)).to_contain_text("已保存 3 格")
    assert [stored(sheet, row)["c3"] for row in rows[:3]] == [None, None, None]
    pressed(sheet, "Escape")
    sheet.keyboard.type("5")
    pressed(sheet, "Enter")
    expect(cell(sheet, rows[0], "c3")).to_have_class("num is-saved")
    pressed(sheet, "Control+d")
    expect(cell(sheet, rows[1], "c3")).to_have_class("num is-saved")
    assert stored(sheet, rows[1])["c3"] == 5, "a single cell takes what stands above it"
    pressed(sheet, "Shift+ArrowUp", "Control+x")
    expect(status(sheet)).to_contain_text("已保存 2 格")
    assert [stored(sheet, row)["c3"] for row in rows[:2]] == [None, None]
    field(sheet, rows[4], "c3").focus()
    pressed(sheet, "Control+v")
    expect(notes(sheet)).to_contain_text("粘贴 2 格:已存 2,拒收 0")
    assert [len(one["cells"]) for one in sent] == [2, 3, 1, 1, 2, 2]


def test_one_value_fills_a_selection_and_units_are_read(sheet, rows):
    field(sheet, rows[1], "c4").focus()
    pressed(sheet, "Shift+ArrowUp", "Shift+ArrowLeft")
    sheet.evaluate(PASTE_HERE, "1,005人")
    expect(notes(sheet)).to_contain_text("粘贴 4 格:已存 4,拒收 0")
    assert {stored(sheet, row)[column] for row in rows[:2] for column in ("c3", "c4")} == {1005}
    pressed(sheet, "Escape")
    sheet.evaluate(PASTE_HERE, "5%\t2020-12-03")
    expect(notes(sheet)).to_contain_text("粘贴 2 格:已存 0,拒收 2")
    sheet.get_by_role("button", name="展开").click()
    sheet.locator(f'[data-jump="{rows[1]}-c5"]').click()
    assert focused(sheet) == f"c-{rows[1]}-c5"
    assert stored(sheet, rows[1])["c4"] == 1005


def test_locked_cells_are_copied_not_changed(page, live_server, bureau, form, rows):
    bureau.fill(form, 3)
    opened(page, live_server, bureau.lead, form)
    page.evaluate(COPIED)
    page.locator(f"#c-{rows[0]}-c3 a").focus()
    pressed(page, "Shift+ArrowRight", "Control+c")
    assert page.evaluate("window.copied")[0] == "3\t3"
    sent = requests(page)
    pressed(page, "Delete", "Control+d", "Control+x")
    page.reload()
    assert sent == []
    assert stored(page, rows[0])["c3"] == 3


def test_undo_and_redo_go_across_saves(sheet, rows):
    typed(sheet, rows[0], "c3", "1000", "2")
    field(sheet, rows[2], "c3").focus()
    sheet.evaluate(PASTE_HERE, "3\t4\r\n5\t6")
    expect(notes(sheet)).to_contain_text("已存 4")
    block = [(rows[2], "c3"), (rows[2], "c4"), (rows[3], "c3"), (rows[3], "c4")]
    pressed(sheet, "Control+z")
    expect(status(sheet)).to_contain_text("已保存 4 格")
    assert [stored(sheet, row)[column] for row, column in block] == [None] * 4
    pressed(sheet, "Control+z", "Control+z")
    expect(field(sheet, rows[0], "c3")).to_have_value("")
    assert focused(sheet) == f"c-{rows[0]}-c3", "one sees what was taken back"
    pressed(sheet, "Control+z")
    expect(status(sheet)).to_have_text("没有可撤销的")
    pressed(sheet, "Control+y", "Control+y", "Control+Shift+Z")
    expect(field(sheet, rows[0], "c3")).to_have_value("1,000")
    expect(sheet.locator("td:is(.is-saving, .is-dirty)")).to_have_count(0)
    expect(field(sheet, rows[3], "c4")).to_have_value("6")
    assert [stored(sheet, row)[column] for row, column in [(rows[0], "c3"), *block]] == [1000, 3, 4, 5, 6]


def test_undo_never_overwrites_what_another_wrote(sheet, rows, form, bureau):
    typed(sheet, rows[0], "c3", "11")
    bureau.fill(form, 7)
    field(sheet, rows[0], "c3").focus()
    pressed(sheet, "Control+z")
    expect(notes(sheet)).to_contain_text("填 7")
    assert stored(sheet, rows[0])["c3"] == 7
    sheet.get_by_role("button", name="用对方的").click()
    pressed(sheet, "Control+y")
    expect(notes(sheet)).to_contain_text("有 1 格没有撤销")
    expect(field(sheet, rows[0], "c3")).to_have_value("7")


def test_find_by_row_heading_and_value(sheet, rows, form):
    typed(sheet, rows[3], "c4", "1234")
    bar = sheet.get_by_role("search", name="在本表中查找")
    expect(bar).to_be_hidden()
    field(sheet, rows[0], "c3").focus()
    pressed(sheet, "Control+f")
    sheet.keyboard.type("1,234")
    expect(bar.locator("output")).to_have_text("第 1 处,共 1 处")
    expect(cell(sheet, rows[3], "c4")).to_have_class(re.compile("is-found"))
    pressed(sheet, "Escape")
    expect(bar).to_be_hidden()
    assert focused(sheet) == f"c-{rows[3]}-c4"
    pressed(sheet, "Control+f")
    second = form.rows.get(pk=rows[1])
    sheet.keyboard.type(sheet.locator(f"#r-{second.pk}").inner_text()[:3])
    expect(sheet.locator(f"#r-{second.pk}")).to_have_class(re.compile("is-found"))
    pressed(sheet, "Escape")
    assert focused(sheet) == f"c-{rows[1]}-c3"
    pressed(sheet, "Control+f")
    sheet.keyboard.type("培训")
    expect(bar.locator("output")).to_contain_text("第 1 处,共")
    pressed(sheet, "Enter")
    expect(bar.locator("output")).to_contain_text("第 2 处,共")
    pressed(sheet, "Shift+Enter")
    expect(bar.locator("output")).to_contain_text("第 1 处,共")
    sheet.keyboard.type("没有的字")
    expect(bar.locator("output")).to_have_text("没有找到")


def test_the_keys_are_listed_on_the_page(sheet):
    listed = sheet.get_by_role("region", name="快捷键")
    expect(listed).to_be_hidden()
    sheet.locator("summary", has_text="快捷键").click()
    expect(listed).to_contain_text("Ctrl+D")
    pressed(sheet, "Escape")
    expect(listed).to_be_hidden()


def test_the_sheet_at_work_has_no_axe_fault(browser, live_server, bureau, form):
    context = browser.new_context(bypass_csp=True, viewport={"width": 1366, "height": 800})
    page = opened(context.new_page(), live_server, bureau.filler, form)
    page.locator("td[data-c] > input").first.focus()
    pressed(page, "Shift+ArrowDown", "Shift+ArrowRight", "Control+f")
    page.keyboard.type("培训")
    page.locator("summary", has_text="快捷键").click()
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(rules)", RULES)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    context.close()


def test_a_queue_outlives_a_reload_and_not_a_signing_out(sheet, rows):
    sheet.context.set_offline(True)
    field(sheet, rows[0], "c3").focus()
    sheet.keyboard.type("41")
    pressed(sheet, "Enter")
    sheet.keyboard.type("42")
    pressed(sheet, "Enter")
    expect(notes(sheet)).to_contain_text("未保存,已留在本页")
    asked = []
    sheet.on("dialog", lambda one: (asked.append(one.type), one.accept()))
    sheet.route("**/cells/", lambda route: route.abort())
    sheet.context.set_offline(False)
    sheet.reload()
    assert asked == ["beforeunload"], "leaving with cells unsaved asks first"
    expect(notes(sheet)).to_contain_text("上次有 2 格已输入、未保存")
    assert KEPT in sheet.evaluate("Object.keys(sessionStorage).join()")
    sheet.locator("details.account summary").click()
    sheet.get_by_role("button", name="退出登录").click()
    sheet.wait_for_url("**/signin/**")
    assert KEPT not in sheet.evaluate("Object.keys(sessionStorage).join()")


def test_a_queue_is_sent_as_soon_as_the_line_is_back(sheet, rows):
    sheet.context.set_offline(True)
    field(sheet, rows[0], "c3").focus()
    for number in ("41", "42", "43"):
        sheet.keyboard.type(number)
        pressed(sheet, "Enter")
    expect(notes(sheet)).to_contain_text("未保存,已留在本页")
    sheet.context.set_offline(False)
    expect(notes(sheet)).to_be_empty()
    assert [stored(sheet, row)["c3"] for row in rows[:3]] == [41, 42, 43]
