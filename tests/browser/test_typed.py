"""Nothing typed is lost: before the page's script is there, when the session ends, when somebody turns away."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.sheets import PASTE, cell, field, notes, opened, sign_in, stored
from tests.reporting.filed import a_period, received

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("december")]


def typed(page, row, column, number):
    field(page, row, column).focus()
    page.keyboard.type(number)
    page.keyboard.press("Tab")


def test_what_was_typed_before_the_script_came_is_saved_too(page, live_server, bureau, form, row):
    held = []
    sign_in(page, live_server, bureau.filler)
    page.route("**/js/grid/index*", lambda route: held.append(route))
    page.goto(f"{live_server.url}/filings/{form.pk}/", wait_until="commit")
    field(page, row, "c3").focus()
    page.keyboard.type("132")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    held[0].continue_()
    expect(cell(page, row, "c3")).to_contain_class("is-saved")
    expect(cell(page, row, "c4")).to_contain_class("is-dirty")
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    expect(cell(page, row, "c4")).to_contain_class("is-saved")
    assert stored(page, row) == {"c3": 132, "c4": 41}


def test_a_caret_put_into_a_cell_stays_there_when_the_answer_comes(sheet, row):
    held = []
    sheet.route("**/cells/", lambda route: held.append(route))
    field(sheet, row, "c3").focus()
    with sheet.expect_request("**/cells/"):
        sheet.keyboard.type("132")
        sheet.keyboard.press("Enter")
    sheet.keyboard.press("F2")
    held[0].continue_()
    expect(cell(sheet, row, "c3")).to_contain_class("is-saved")
    sheet.keyboard.type("5")
    expect(field(sheet, row, "c3")).to_have_value("1325")


def test_a_text_taken_back_before_it_was_refused_leaves_nothing_to_mend(sheet, row):
    held = []
    sheet.route("**/cells/", lambda route: held.append(route))
    field(sheet, row, "c3").focus()
    with sheet.expect_request("**/cells/"):
        sheet.keyboard.type("12a")
        sheet.keyboard.press("Enter")
    sheet.keyboard.press("Backspace")
    sheet.keyboard.press("Enter")
    held[0].continue_()
    expect(sheet.locator("[data-status]")).to_contain_text("被拒 1 格")
    expect(cell(sheet, row, "c3")).to_have_class("num blank")


def test_turning_away_from_a_text_that_was_refused_asks_first(sheet, row):
    asked = []
    sheet.on("dialog", lambda one: (asked.append(one.type), one.dismiss() if len(asked) == 1 else one.accept()))
    field(sheet, row, "c3").focus()
    sheet.keyboard.type("12a")
    sheet.keyboard.press("Tab")
    expect(cell(sheet, row, "c3")).to_contain_class("is-refused")
    sheet.get_by_role("link", name="打印").click()
    expect(field(sheet, row, "c3")).to_have_value("12a")
    assert asked == ["beforeunload"]
    sheet.get_by_role("link", name="打印").click()
    sheet.wait_for_url("**/paper/")
    sheet.go_back()
    expect(notes(sheet)).to_contain_text("上次有 1 格已输入、未保存")
    assert len(asked) == 2


def test_beside_a_cell_an_ended_session_is_said_and_the_way_back_keeps_what_was_typed(
    sheet, live_server, bureau, form, row
):
    sheet.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    field(sheet, row, "c3").focus()
    expect(sheet.locator("#panel")).to_contain_text("登录已过期")
    sheet.keyboard.type("41")
    asked = []
    sheet.on("dialog", lambda one: (asked.append(one.type), one.accept()))
    sheet.locator("#panel").get_by_role("link", name="去登录").click()
    sheet.wait_for_url(f"**/signin/?next=%2Ffilings%2F{form.pk}%2F*")
    assert asked == [], "what waits in the tab's storage is not lost by signing in"
    sign_in(sheet, live_server, bureau.filler)
    sheet.goto(f"{live_server.url}/filings/{form.pk}/")
    expect(notes(sheet)).to_contain_text("上次有 1 格已输入、未保存")


def test_a_paste_says_how_many_numbers_its_blanks_erased(sheet, row):
    sheet.evaluate(PASTE, [f"c-{row}-c3", "1\t2\t3"])
    expect(notes(sheet)).to_contain_text("粘贴 3 格:已存 3,拒收 0")
    sheet.evaluate(PASTE, [f"c-{row}-c3", "\t5\t\t"])
    expect(notes(sheet)).to_contain_text("粘贴 4 格:已存 4,其中清空 2 格,拒收 0")
    assert stored(sheet, row) == {"c3": None, "c4": 5, "c5": None}


def test_a_reason_that_is_being_written_stays_with_its_finding(page, live_server, bureau, form, row):
    received(["佳木斯"], "attachment2", a_period("2020H1"), 100)
    bureau.fill(form, 120)
    sheet = opened(page, live_server, bureau.filler, form)
    reasons = sheet.locator("#findings form.explain")
    typed(sheet, row, "c9", "90")
    expect(reasons).to_have_count(1)
    reasons.locator("[name=reason]").fill("示例:更正上半年的数")
    typed(sheet, row, "c3", "90")
    expect(reasons).to_have_count(2)
    written = {
        one.locator("[name=check]").input_value(): one.locator("[name=reason]").input_value() for one in reasons.all()
    }
    assert written == {"A2-05.c3": "", "A2-05.c9": "示例:更正上半年的数"}


def test_the_findings_are_not_drawn_anew_under_somebody_who_writes_in_them(page, live_server, bureau, form, row):
    received(["佳木斯"], "attachment2", a_period("2020H1"), 100)
    bureau.fill(form, 120)
    page.add_init_script(
        "delete Element.prototype.moveBefore"
    )  # most browsers in use have none: there the focus was lost
    sheet = opened(page, live_server, bureau.filler, form)
    reason = sheet.locator("#findings form.explain [name=reason]")
    typed(sheet, row, "c9", "90")
    expect(reason).to_have_count(1)
    held = []
    sheet.route("**/next/", lambda route: held.append(route))
    with sheet.expect_request("**/next/"):
        typed(sheet, row, "c3", "90")
        reason.focus()
    sheet.keyboard.type("示例:更正")
    with sheet.expect_response("**/next/"):
        held[0].continue_()
    sheet.keyboard.type("上半年的数")
    expect(reason.last).to_have_value("示例:更正上半年的数")
    sheet.unroute("**/next/")
    sheet.keyboard.press("Shift+Tab")
    expect(reason).to_have_count(2)
    expect(reason.last).to_have_value("示例:更正上半年的数")
