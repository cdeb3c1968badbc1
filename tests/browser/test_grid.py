"""The form page under a clerk's hands: keys, saving by itself, a pasted block, two people on a cell, a lost session."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from reporting.models import Cell, Filing
from reporting.workflows import FILING
from tests.browser.sheets import PASTE, cell, field, focused, opened, sign_in, status, stored
from tests.builders.filings import a_filing
from tests.reporting.filed import a_period

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("december")]

AXE = Path(__file__).resolve().parents[1] / "vendor" / "axe" / "axe.min.js"


def test_keys_move_as_in_a_spreadsheet(sheet, form, row):
    rows = [found.pk for found in form.rows.order_by("pk")]
    field(sheet, row, "c3").focus()
    walked = []
    for key in ("ArrowRight", "Tab", "Shift+Tab", "End", "Home"):
        sheet.keyboard.press(key)
        walked.append(focused(sheet))
    assert walked == [f"c-{row}-{column}" for column in ("c4", "c5", "c4", "c9", "c3")]
    if len(rows) > 1:
        sheet.keyboard.press("Enter")
        assert focused(sheet) == f"c-{rows[1]}-c3"
        sheet.keyboard.press("Shift+Enter")
        assert focused(sheet) == f"c-{row}-c3"
    sheet.keyboard.type("55")
    sheet.keyboard.press("ArrowLeft")
    assert focused(sheet) == f"c-{row}-c3", "while typing, the arrow moves the caret"
    sheet.keyboard.press("Escape")
    expect(field(sheet, row, "c3")).to_have_value("")


def test_a_cell_saves_by_itself_and_the_page_follows(sheet, row):
    field(sheet, row, "c6").focus()
    sheet.keyboard.type("12")
    sheet.keyboard.press("Tab")
    sheet.keyboard.type("1４")
    sheet.keyboard.press("Tab")
    expect(cell(sheet, row, "c7")).to_have_class("num is-saved must")
    expect(field(sheet, row, "c7")).to_have_value("14")
    expect(sheet.locator('[data-t="c7"] b')).to_have_text("14")
    expect(sheet.locator(".finding-counts .must")).to_have_text("强制 1")
    expect(status(sheet)).to_contain_text("已保存")
    expect(sheet.locator("[data-saved-at]")).to_contain_text("已保存")
    assert {"c6": 12, "c7": 14}.items() <= stored(sheet, row).items()


def test_delete_clears_an_active_cell_and_escape_brings_it_back(sheet, row):
    field(sheet, row, "c3").click()
    sheet.keyboard.type("132")
    sheet.keyboard.press("Tab")
    expect(cell(sheet, row, "c3")).to_have_class("num is-saved")
    field(sheet, row, "c3").click()
    sheet.keyboard.press("Delete")
    expect(cell(sheet, row, "c3")).to_have_class("num blank is-saved")
    assert stored(sheet, row)["c3"] is None
    sheet.keyboard.press("Escape")
    expect(field(sheet, row, "c3")).to_have_value("132")
    expect(cell(sheet, row, "c3")).to_have_class("num is-saved")
    assert stored(sheet, row)["c3"] == 132
    field(sheet, row, "c3").click()
    sheet.keyboard.press("Home")
    sheet.keyboard.press("Delete")
    expect(field(sheet, row, "c3")).to_have_value("32")


def test_a_refused_text_is_given_up_with_escape(sheet, row):
    field(sheet, row, "c3").click()
    sheet.keyboard.type("12a")
    sheet.keyboard.press("Tab")
    expect(cell(sheet, row, "c3")).to_have_class("num blank is-refused")
    field(sheet, row, "c3").click()
    sheet.keyboard.press("Escape")
    expect(field(sheet, row, "c3")).to_have_value("")
    expect(cell(sheet, row, "c3")).to_have_class("num blank")
    expect(sheet.locator("[data-notes]")).to_be_empty()


def test_a_notice_neither_moves_nor_covers_the_grid_and_a_reason_is_read_whole(sheet, row):
    frame = sheet.locator(".grid-frame")
    before = frame.bounding_box()
    sheet.evaluate(PASTE, [f"c-{row}-c3", "x\ty\tz"])
    expect(sheet.locator("[data-notes]")).to_contain_text("粘贴 3 格:已存 0,拒收 3")
    assert frame.bounding_box() == before
    assert sheet.locator("[data-notes]").bounding_box()["y"] >= before["y"] + before["height"]
    why = sheet.locator(f"#why-{row}-c3").bounding_box()
    assert before["y"] <= why["y"] and why["y"] + why["height"] <= before["y"] + before["height"]
    sheet.get_by_role("button", name="展开").click()
    expect(sheet.locator(f'[data-jump="{row}-c5"]')).to_be_visible()


def test_a_refused_text_stays_with_its_reason_until_mended(sheet, row):
    field(sheet, row, "c3").focus()
    sheet.keyboard.type("12a")
    sheet.keyboard.press("Tab")
    expect(cell(sheet, row, "c3")).to_have_class("num blank is-refused")
    expect(field(sheet, row, "c3")).to_have_value("12a")
    expect(field(sheet, row, "c3")).to_have_attribute("aria-invalid", "true")
    expect(sheet.locator("[data-notes]")).to_contain_text("读到“12a”")
    sheet.locator(f'[data-jump="{row}-c3"]').click()
    assert focused(sheet) == f"c-{row}-c3"
    sheet.keyboard.type("12")
    sheet.keyboard.press("Tab")
    expect(cell(sheet, row, "c3")).to_have_class("num is-saved")
    expect(sheet.locator("[data-notes]")).to_be_empty()
    assert stored(sheet, row)["c3"] == 12


def test_a_pasted_block_is_one_request_and_keeps_what_was_refused(sheet, row):
    sent = []
    sheet.on("request", lambda one: sent.append(one.post_data_json) if one.url.endswith("/cells/") else None)
    sheet.evaluate(PASTE, [f"c-{row}-c3", "1,000\t２\txx\t\t5\t6\t7\t8\r\n"])
    expect(sheet.locator("[data-notes]")).to_contain_text("粘贴 8 格:已存 6,拒收 2,其中 1 格超出本表")
    assert [len(one["cells"]) for one in sent] == [6], "a blank over a blank is not sent"
    expect(field(sheet, row, "c3")).to_have_value("1,000")
    expect(field(sheet, row, "c5")).to_have_value("xx")
    assert stored(sheet, row) == {"c3": 1000, "c4": 2, "c7": 5, "c8": 6, "c9": 7}


def test_a_block_much_larger_than_the_form_fills_it_and_the_rest_is_counted(sheet, row):
    block = "\r\n".join("\t".join(str(down * 50 + across) for across in range(50)) for down in range(100))
    sheet.evaluate(PASTE, [f"c-{row}-c3", block])
    expect(sheet.locator("[data-notes]")).to_contain_text("粘贴 5000 格:已存 7,拒收 4993,其中 4993 格超出本表")
    assert stored(sheet, row) == {f"c{3 + number}": number for number in range(7)}


def test_two_people_on_one_cell_both_see_both_values(sheet, row, form, bureau):
    bureau.fill(form, 7)
    field(sheet, row, "c3").focus()
    sheet.keyboard.type("9")
    sheet.keyboard.press("Tab")
    notes = sheet.locator("[data-notes]")
    expect(notes).to_contain_text("您填 9")
    expect(notes).to_contain_text("填 7")
    assert stored(sheet, row)["c3"] == 7
    sheet.get_by_role("button", name="用我的").click()
    expect(cell(sheet, row, "c3")).to_have_class("num is-saved")
    assert stored(sheet, row)["c3"] == 9
    field(sheet, row, "c4").focus()
    sheet.keyboard.type("8")
    sheet.keyboard.press("Tab")
    sheet.get_by_role("button", name="用对方的").click()
    expect(field(sheet, row, "c4")).to_have_value("7")
    expect(notes).to_be_empty()
    assert stored(sheet, row)["c4"] == 7


def test_what_was_typed_outlives_the_session_for_the_same_person_only(sheet, row, form, bureau, live_server):
    sheet.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    field(sheet, row, "c3").focus()
    sheet.keyboard.type("41")
    sheet.keyboard.press("Tab")
    sheet.keyboard.type("42")
    sheet.keyboard.press("Tab")
    notes = sheet.locator("[data-notes]")
    expect(notes).to_contain_text("登录已过期。您输入的 2 格已留在本机")
    assert sheet.get_by_role("link", name="去登录").get_attribute("href").startswith("/signin/")
    assert not Cell.objects.filter(row=row).exists()
    sheet.get_by_role("link", name="去登录").click()
    sign_in(sheet, live_server, bureau.lead)
    sheet.goto(f"{live_server.url}/filings/{form.pk}/")
    expect(sheet.locator("body")).not_to_contain_text("已输入、未保存")
    sign_in(sheet, live_server, bureau.filler)
    sheet.goto(f"{live_server.url}/filings/{form.pk}/")
    expect(notes).to_contain_text("上次有 2 格已输入、未保存")
    sheet.get_by_role("button", name="保存这 2 格").click()
    expect(status(sheet)).to_contain_text("已保存 2 格")
    assert stored(sheet, row) == {"c3": 41, "c4": 42}


def test_a_lost_network_is_said_and_made_good(sheet, row):
    sheet.context.set_offline(True)
    field(sheet, row, "c3").focus()
    sheet.keyboard.type("5")
    sheet.keyboard.press("Tab")
    expect(sheet.locator("[data-notes]")).to_contain_text("网络不通。 1 格未保存,已留在本页")
    sheet.context.set_offline(False)
    expect(cell(sheet, row, "c3")).to_have_class("num is-saved", timeout=15_000)
    expect(sheet.locator("[data-notes]")).to_be_empty()
    assert stored(sheet, row)["c3"] == 5


def test_what_was_typed_into_a_form_closed_meanwhile_is_offered_when_it_opens_again(sheet, row, form, bureau):
    bureau.fill(form, 7)
    sheet.reload()
    FILING.perform(bureau.again(form), "submit", bureau.filler)
    field(sheet, row, "c3").click()
    sheet.keyboard.type("6")
    sheet.keyboard.press("Tab")
    notes = sheet.locator("[data-notes]")
    expect(notes).to_contain_text("刚才输入的 1 格没有保存:已送负责人确认")
    sheet.get_by_role("link", name="重新打开本页").click()
    expect(field(sheet, row, "c3")).to_have_count(0)
    FILING.perform(bureau.again(form), "withdraw", bureau.filler)
    sheet.reload()
    expect(notes).to_contain_text("上次有 1 格已输入、未保存")
    sheet.get_by_role("button", name="保存这 1 格").click()
    expect(cell(sheet, row, "c3")).to_have_class(re.compile("is-saved"))
    assert stored(sheet, row)["c3"] == 6


def test_leaving_right_after_typing_waits_for_the_last_cell(sheet, row):
    field(sheet, row, "c3").focus()
    sheet.keyboard.type("6")
    sheet.get_by_role("link", name="打印").click()
    sheet.wait_for_url("**/paper/")
    assert stored(sheet, row)["c3"] == 6


def test_the_panel_follows_the_cell(sheet, row):
    field(sheet, row, "c6").focus()
    expect(sheet.locator("#panel")).to_contain_text("第6列")
    sheet.keyboard.press("F4")
    expect(sheet.locator("#panel")).to_be_focused()
    sheet.keyboard.press("Escape")
    assert focused(sheet) == f"c-{row}-c6"


def test_the_panel_of_a_wide_form_is_folded_until_it_is_asked_for(sheet, bureau, live_server):
    wide = bureau.filing("attachment3", a_period("2020Y"))
    sheet.goto(f"{live_server.url}/filings/{wide.pk}/")
    panel, tab = sheet.locator("#panel"), sheet.locator(".panel-tab")
    first = sheet.locator("td[data-c] > input").first
    first.click()
    expect(panel).to_be_hidden()
    expect(tab).to_have_attribute("aria-expanded", "false")
    sheet.keyboard.press("F4")
    expect(panel).to_contain_text("修改记录")
    sheet.reload()
    expect(panel).to_be_visible()
    tab.click()
    sheet.reload()
    expect(panel).to_be_hidden()


def test_without_javascript_a_button_saves(browser, live_server, form, bureau, row):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, bureau.filler)
    page.goto(f"{live_server.url}/filings/{form.pk}/")
    field(page, row, "c3").fill("12")
    field(page, row, "c4").fill("abc")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(field(page, row, "c4")).to_have_value("abc")
    expect(page.locator(f"#why-{row}-c4")).to_contain_text("读到“abc”")
    assert stored(page, row) == {"c3": 12}
    context.close()


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("code", ["attachment2", "attachment3"])
def test_the_form_has_no_axe_fault_and_does_not_scroll_sideways(browser, live_server, bureau, code, width):
    filing = bureau.filing(code, a_period("2020Y"))
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800})
    page = context.new_page()
    sign_in(page, live_server, bureau.filler)
    page.goto(f"{live_server.url}/filings/{filing.pk}/")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("tags => axe.run({ runOnly: tags })", tags)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_nothing_is_sent_while_a_cell_shows_what_was_not_saved(page, live_server):
    filing = a_filing("佳木斯", "attachment2", "2020Y").filled().explained()
    place = filing.row("佳木斯技师学院").pk
    sheet = opened(page, live_server, filing.filler, filing.now)
    field(sheet, place, "c4").click()
    sheet.keyboard.type("4x")
    sheet.get_by_role("button", name="送负责人确认").click()
    expect(status(sheet)).to_contain_text("没有办:有 1 格没有保存")
    expect(field(sheet, place, "c4")).to_be_focused()
    assert filing.now.state == Filing.State.FILLING
    sheet.keyboard.press("Escape")
    sheet.get_by_role("button", name="送负责人确认").click()
    expect(sheet.locator("#state")).to_contain_text("待负责人确认")
    assert sheet.faults == []
