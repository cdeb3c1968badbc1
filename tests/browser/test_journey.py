"""From a city's first number to the province's total and back to the cell, in a real browser, with a return between."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from portal import clock
from reporting.models import Cell
from tests.builders.filings import a_filing, the_period
from tests.builders.people import PASSWORD
from tests.builders.places import a_school
from tests.builders.world import the_world
from tests.reporting.filed import DECEMBER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTE = """([name, text]) => {
  const field = document.querySelector(`[name="${name}"]`);
  field.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(autouse=True)
def december():
    """The server answers in a thread of its own, so the clock is shifted, not frozen."""
    clock.shift(DECEMBER - clock.real())
    yield
    clock.shift(DECEMBER - DECEMBER)


class Desk:
    """A person at a browser of their own, signed in with name and password."""

    def __init__(self, browser: Browser, base: str, actor):
        self.base, self.page = base, browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        self.page.goto(f"{base}/signin/")
        self.sign_in(actor)
        expect(self.page.locator("h1")).to_have_text("待办")

    def sign_in(self, actor) -> None:
        self.page.fill("[name=username]", actor.account.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("button:has-text('登录')")

    def open(self, address: str) -> Page:
        self.page.goto(self.base + address)
        return self.page

    def press(self, button: str, says: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator(".flash")).to_contain_text(says)

    def field(self, row: int, column: str):
        return self.page.locator(f'[name="c-{row}-{column}"]')


@pytest.fixture
def office(browser, live_server):
    """The people of the journey, and 佳木斯's two rows; 附件3 is filled already."""
    world = the_world()
    a_school("示例技工学校(示例)", "佳木斯")
    the_period("2020Y")
    a_filing("佳木斯", "attachment3", "2020Y").filled()
    form = a_filing("佳木斯", "attachment2", "2020Y")
    return lambda actor: Desk(browser, live_server.url, getattr(world, actor)), form


def test_a_session_that_ends_in_mid_typing_is_taken_up_after_the_new_sign_in(office):
    sits, form = office
    clerk = sits("clerk")
    page, row = clerk.open(f"/filings/{form.pk}/"), form.now.rows.order_by("position").first().pk
    clerk.field(row, "c3").fill("132")
    clerk.field(row, "c3").press("Tab")
    expect(page.locator("[data-status]")).to_contain_text("已保存")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.keyboard.type("41")
    page.keyboard.press("Tab")
    page.get_by_role("link", name="去登录").click()
    clerk.sign_in(form.filler)
    expect(page).to_have_url(re.compile(rf"/filings/{form.pk}/"))
    page.get_by_role("button", name="保存这 1 格").click()
    expect(page.locator('[data-t="c4"]')).to_contain_text("41")
    assert dict(Cell.objects.filter(row=row).values_list("column", "value")) == {"c3": 132, "c4": 41}


def test_from_the_first_number_to_the_total_and_back(office):
    sits, form = office
    address = f"/filings/{form.pk}/"
    first, second = form.now.rows.order_by("position").values_list("pk", flat=True)
    clerk = sits("clerk")
    clerk.page.get_by_role("link", name="去填报").first.click()
    numbers_are_typed(clerk, clerk.open(address), first)
    a_block_is_pasted_and_mended(clerk, second)
    a_reason_is_written(clerk)
    clerk.press("送负责人确认", "已送负责人确认")

    lead = sits("lead")
    lead.open(address)
    lead.press("确认上报", "已上报省厅")
    reviewer = sits("reviewer")
    two_cells_are_returned(reviewer, address, first)
    they_are_filed_again(clerk, address, first)
    lead.open(address)
    lead.press("确认上报", "已上报省厅")
    it_is_received_with_the_change_seen(reviewer, address)
    the_total_opens_down_to_the_cell(reviewer, first)


def numbers_are_typed(clerk: Desk, page: Page, row: int) -> None:
    clerk.field(row, "c3").focus()
    for number in ("132", "41", "118", "37", "35", "26000", "188"):
        page.keyboard.type(number)
        page.keyboard.press("Tab")
    expect(page.locator('[data-t="c8"] b')).to_have_text("26,000")
    expect(page.locator("#state")).to_contain_text("填报中")


def a_block_is_pasted_and_mended(clerk: Desk, row: int) -> None:
    clerk.page.evaluate(PASTE, [f"c-{row}-c3", "54\t1７\t49\t12人\t十四\t95\t61\n"])
    expect(clerk.page.locator("[data-notes]")).to_contain_text("已存 6,拒收 1")
    expect(clerk.field(row, "c7")).to_have_value("十四")
    clerk.field(row, "c7").fill("14")
    clerk.field(row, "c7").press("Tab")
    expect(clerk.page.locator("#findings")).to_contain_text("毕业生就业人数 14 人多于毕业生人数 12 人")
    expect(clerk.page.get_by_role("button", name="送负责人确认")).to_be_disabled()
    clerk.field(row, "c7").fill("11")
    clerk.field(row, "c7").press("Tab")
    expect(clerk.page.locator("#findings")).not_to_contain_text("毕业生就业人数 14 人")


def a_reason_is_written(clerk: Desk) -> None:
    """附件2 counts by the school's city, 附件3 by residence: the city says why they differ."""
    reason = clerk.page.locator("#findings form.explain")
    expect(reason).to_have_count(1)
    reason.locator("[name=reason]").fill("示例:外市学员在本市院校培训")
    reason.get_by_role("button", name="保存说明").click()
    expect(clerk.page.locator(".flash")).to_contain_text("说明已保存")


def two_cells_are_returned(reviewer: Desk, address: str, row: int) -> None:
    page = reviewer.open(address)
    expect(page.locator("#findings")).to_contain_text("示例:外市学员在本市院校培训")
    reviewer.press("开始审核", "已开始审核")
    page.get_by_role("link", name="退回…").click()
    for column in ("c4", "c9"):
        page.locator(f'input[name=mark][value="{row}-{column}"]').check()
    page.get_by_label("退回理由").fill("请核对招收人数和培训后就业创业人数")
    reviewer.press("退回市局", "已退回")


def they_are_filed_again(clerk: Desk, address: str, row: int) -> None:
    page = clerk.open(address)
    expect(page.locator("#slip")).to_contain_text("退回单 2020-001")
    assert page.locator("table.grid input[name^=c-]").count() == 2, "only the marked cells unlock"
    for column, number in (("c4", "43"), ("c9", "190")):
        clerk.field(row, column).fill(number)
        clerk.field(row, column).press("Tab")
    expect(page.get_by_role("button", name="送负责人确认")).to_be_enabled()
    clerk.press("送负责人确认", "已送负责人确认")


def it_is_received_with_the_change_seen(reviewer: Desk, address: str) -> None:
    page = reviewer.open(address)
    expect(page.locator("td.changed").first).to_contain_text("原 41")
    reviewer.press("开始审核", "已开始审核")
    reviewer.press("接收", "已接收")
    expect(page.locator("#state")).to_contain_text("已接收")


def the_total_opens_down_to_the_cell(reviewer: Desk, row: int) -> None:
    page = reviewer.open("/totals/attachment2/2020Y/")
    page.get_by_role("row", name="佳木斯市").get_by_role("link", name="60", exact=True).click()
    expect(page.locator("main")).to_contain_text("佳木斯技师学院")
    page.get_by_role("link", name="43", exact=True).click()
    expect(page).to_have_url(re.compile(rf"/cells/{row}/c4/$"))
    expect(page.locator(".changes")).to_contain_text("41→43")
