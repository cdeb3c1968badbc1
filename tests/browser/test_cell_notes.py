"""A cell is talked about beside the grid: the panel answers, the cell bears its sign, the list follows."""

import pytest
from playwright.sync_api import expect

from tests.browser.sheets import cell, field

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("december")]


def test_a_cell_is_remarked_and_marked_from_its_panel(sheet, row):
    panel = sheet.locator("#panel")
    field(sheet, row, "c3").focus()
    expect(panel.locator("#cell-notes")).to_be_visible()
    panel.locator("summary", has_text="写批注").click()
    panel.locator("#remark-text").fill("联系 13904541234")
    panel.get_by_role("button", name="写批注").click()
    expect(panel.get_by_role("alert")).to_contain_text("不能有身份证号或手机号")
    expect(panel.locator("#remark-text")).to_have_value("联系 13904541234")
    panel.locator("#remark-text").fill("示例:请省厅看一下")
    panel.get_by_role("button", name="写批注").click()
    expect(panel.locator(".remarks")).to_contain_text("示例:请省厅看一下")
    expect(cell(sheet, row, "c3").locator(".noted")).to_have_text("注")
    panel.get_by_role("button", name="标为待核").click()
    expect(cell(sheet, row, "c3").locator(".noted")).to_have_text("核注")
    notes = sheet.locator("#notes")
    expect(notes).to_contain_text("待核 1 格,批注 1 条未办结")
    field(sheet, row, "c3").fill("12")
    field(sheet, row, "c3").press("Enter")
    expect(notes).to_contain_text("批注 1 条未办结")
    expect(notes).not_to_contain_text("待核 1 格")
    expect(cell(sheet, row, "c3").locator(".noted")).to_have_text("注")
    notes.get_by_role("link").first.click()
    expect(field(sheet, row, "c3")).to_be_focused()
    panel.get_by_role("button", name="办结批注").click()
    expect(notes).to_have_count(0)
    expect(cell(sheet, row, "c3").locator(".noted")).to_have_count(0)
