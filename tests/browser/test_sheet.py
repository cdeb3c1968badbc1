"""The form as a spreadsheet: several cells at once, copied, cut, filled, undone, walked and searched."""

import pytest
from playwright.sync_api import Page, expect

from portal import clock
from reporting.queries.forms import spec_of
from tests.browser.sheets import cell, field, focused, opened, status
from tests.reporting.filed import DECEMBER, Bureau, a_period

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def december():
    """The server answers in a thread of its own, so the clock is shifted, not frozen."""
    clock.shift(DECEMBER - clock.real())
    yield
    clock.shift(DECEMBER - DECEMBER)


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
def sheet(page: Page, live_server, bureau, form) -> Page:
    yield opened(page, live_server, bureau.filler, form)
    assert page.faults == []


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
