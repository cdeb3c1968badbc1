"""Two people on one form, each in a browser of their own: what one saves the other sees, nobody's text is touched."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from portal.models import Role
from reporting.models import Presence
from reporting.workflows import FILING
from tests.browser.sheets import cell, field, notes, opened, status, stored
from tests.builders.places import an_account
from tests.walk import AXE, RULES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("december")]
QUICK = """document.querySelector("form[data-grid]").dataset.pulseEvery = "0.2";
document.dispatchEvent(new Event("visibilitychange"));"""
SLOW = QUICK.replace("0.2", "60")

CHANGES = """() => {
  const found = [];
  new MutationObserver((all) => found.push(...all)).observe(
    document.querySelector("[data-others-said]"), { childList: true, characterData: true, subtree: true });
  return found;
}"""


@pytest.fixture
def mine(sheet) -> Page:
    """The form of the bureau's clerk, asking five times a second instead of every fifth."""
    sheet.evaluate(QUICK)
    return sheet


@pytest.fixture
def seat(new_context, live_server, form):
    """Puts somebody before the same form, or a page of it, in a browser of their own."""
    pages = []

    def seated(actor, path: str = "", width: int = 1366) -> Page:
        page = new_context().new_page()
        page.set_viewport_size({"width": width, "height": 768})
        opened(page, live_server, actor, form)
        if path:
            page.goto(f"{live_server.url}/filings/{form.pk}/{path}")
        page.evaluate(QUICK)
        pages.append(page)
        return page

    yield seated
    assert [page.faults for page in pages] == [[] for _ in pages]


@pytest.fixture
def theirs(mine, seat, bureau) -> Page:
    return seat(an_account(Role.FILLER, bureau.unit, "示例李某"))


def typed(page: Page, row: int, column: str, number: str) -> None:
    field(page, row, column).focus()
    page.keyboard.type(number)
    page.keyboard.press("Tab")
    expect(cell(page, row, column)).to_contain_class("is-saved")


def others(page: Page):
    return page.locator("[data-others]")


def test_what_another_saves_appears_with_who_and_when_and_all_that_hangs_on_it(mine, theirs, row):
    asked = []
    mine.on("request", lambda one: asked.append(one.headers) if one.url.endswith("/next/") else None)
    typed(theirs, row, "c6", "1200")
    typed(theirs, row, "c7", "1400")
    for column, text in (("c6", "1,200"), ("c7", "1,400")):
        expect(field(mine, row, column)).to_have_value(text)
        expect(cell(mine, row, column)).to_contain_class("is-theirs")
        expect(mine.locator(f'td[data-t="{column}"] b')).to_have_text(text)
    expect(field(mine, row, "c6")).to_have_attribute("title", re.compile("^示例李某 ..:.. 填 1,200"))
    expect(cell(mine, row, "c7")).to_contain_class("must")
    expect(mine.locator("#findings")).to_contain_text("1,400")
    assert {one.get("x-portal-poll") for one in asked} == {"1"}, "another's typing keeps no session alive"
    typed(mine, row, "c7", "1100")
    expect(field(theirs, row, "c7")).to_have_value("1,100")
    assert stored(mine, row) == {"c6": 1200, "c7": 1100}
    assert "填" not in (field(mine, row, "c7").get_attribute("title") or ""), "the sign goes with the next change"


def test_each_sees_where_the_other_is_until_they_leave(mine, theirs, bureau, row):
    field(mine, row, "c3").focus()
    field(theirs, row, "c4").focus()
    expect(cell(mine, row, "c4").locator(".who")).to_have_text("示例李某")
    expect(others(mine)).to_contain_text("示例李某 正在填:佳木斯技师学院 · 当年招收建档立卡贫困家庭子女人数")
    expect(mine.locator("[data-others-said]")).to_have_text("示例李某 也在本表")
    expect(others(theirs)).to_contain_text(f"{bureau.filler.name} 正在填:佳木斯技师学院")
    expect(cell(theirs, row, "c3").locator(".who")).to_be_visible()
    mine.evaluate(AXE)
    assert mine.evaluate("rules => axe.run(document, rules)", RULES)["violations"] == []
    said = mine.evaluate_handle(CHANGES)
    field(theirs, row, "c5").focus()
    expect(cell(mine, row, "c5").locator(".who")).to_be_visible()
    expect(mine.locator(".who")).to_have_count(1)
    assert said.evaluate("found => found.length") == 0, "who is there has not changed: nothing is read out"
    with theirs.expect_response("**/pulse/"):  # one that is on its way while they leave would say they are there
        theirs.evaluate(SLOW)
    theirs.goto("about:blank")
    expect(others(mine)).to_have_text("")
    expect(mine.locator(".who, .is-there")).to_have_count(0)
    assert Presence.objects.count() == 1


def test_a_cell_in_hand_is_left_alone_and_the_conflict_asks(mine, theirs, row):
    field(mine, row, "c3").focus()
    mine.keyboard.type("5")
    typed(theirs, row, "c3", "70")
    typed(theirs, row, "c4", "8")
    expect(field(mine, row, "c4")).to_have_value("8")
    expect(field(mine, row, "c3")).to_have_value("5")
    mine.keyboard.press("Enter")
    expect(notes(mine)).to_contain_text("您填 5,示例李某")
    expect(notes(mine)).to_contain_text("填 70")
    assert stored(mine, row)["c3"] == 70
    typed(theirs, row, "c3", "71")
    expect(field(mine, row, "c3")).to_have_value("5")
    mine.get_by_role("button", name="用我的").click()
    expect(notes(mine)).to_contain_text("填 71"), "what one chose between is no longer what stands"
    mine.get_by_role("button", name="用我的").click()
    expect(field(theirs, row, "c3")).to_have_value("5")
    assert stored(mine, row)["c3"] == 5


def test_a_cell_one_only_stands_in_changes_when_one_leaves_it(mine, theirs, row):
    field(mine, row, "c3").focus()
    typed(theirs, row, "c3", "70")
    typed(theirs, row, "c4", "8")
    expect(field(mine, row, "c4")).to_have_value("8")
    expect(status(mine)).to_contain_text("在本格填了 70")
    expect(field(mine, row, "c3")).to_have_value("")
    mine.keyboard.press("Tab")
    expect(field(mine, row, "c3")).to_have_value("70")
    field(mine, row, "c3").focus()
    mine.keyboard.type("71")
    mine.keyboard.press("Escape")
    expect(field(mine, row, "c3")).to_have_value("70")
    typed(mine, row, "c3", "72")
    assert stored(mine, row)["c3"] == 72, "seen and then changed is no conflict"


def test_undo_leaves_alone_what_another_wrote_meanwhile(mine, theirs, row):
    typed(mine, row, "c3", "11")
    field(mine, row, "c5").focus()
    expect(field(theirs, row, "c3")).to_have_value("11")
    typed(theirs, row, "c3", "7")
    expect(field(mine, row, "c3")).to_have_value("7")
    mine.keyboard.press("Control+z")
    expect(notes(mine)).to_contain_text("有 1 格没有撤销")
    mine.keyboard.press("Control+y")
    expect(notes(mine)).to_contain_text("有 1 格没有撤销")
    assert stored(mine, row)["c3"] == 7
    typed(mine, row, "c3", "12")
    mine.keyboard.press("Control+z")
    expect(field(mine, row, "c3")).to_have_value("7")
    expect(field(theirs, row, "c3")).to_have_value("7")


def test_who_only_reads_sees_it_too_and_is_told_when_the_form_moves_on(mine, seat, bureau, form, row):
    bureau.fill(form, 10)
    lead = seat(bureau.lead)
    expect(others(lead)).to_have_text(f"{bureau.filler.name} 正在填本表")
    mine.reload()
    mine.evaluate(QUICK)
    expect(others(mine)).to_have_text(f"{bureau.lead.name} 正在看本表")
    typed(mine, row, "c3", "1234")
    expect(cell(lead, row, "c3").locator("a")).to_have_text("1,234")
    expect(lead.locator('td[data-t="c3"] b')).to_have_text("1,234")
    typed(mine, row, "c3", "10")
    expect(cell(lead, row, "c3").locator("a")).to_have_text("10")
    FILING.perform(bureau.again(form), "submit", bureau.filler)
    expect(notes(lead)).to_contain_text("本表已转为“待负责人确认”。")
    notes(lead).get_by_role("link", name="重新打开本页").click()
    expect(lead.get_by_role("button", name="确认上报").first).to_be_visible()


def test_the_card_of_a_row_follows_too(mine, seat, bureau, row):
    phone = seat(an_account(Role.FILLER, bureau.unit, "示例李某"), f"rows/{row}/", width=390)
    typed(mine, row, "c3", "12")
    box = phone.locator(f"#f-{row}-c3")
    expect(box).to_have_value("12")
    box.focus()
    expect(others(mine)).to_contain_text("示例李某 正在填:佳木斯技师学院 · ")
    expect(others(phone)).to_contain_text(f"{bureau.filler.name} 正在填")
    phone.keyboard.type("3")
    phone.keyboard.press("Tab")
    expect(field(mine, row, "c3")).to_have_value("3")


def test_a_session_that_is_over_ends_the_asking_quietly(mine, row):
    with mine.expect_response(lambda one: one.url.endswith("/pulse/") and one.status == 401):
        mine.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(notes(mine)).to_be_empty()
    field(mine, row, "c3").focus()
    mine.keyboard.type("5")
    mine.keyboard.press("Enter")
    expect(notes(mine)).to_contain_text("登录已过期")


def test_findings_that_come_late_give_way_to_those_of_the_last_save(sheet, row):
    """The first answer is still on its way when the next number is saved."""
    held = []
    sheet.route("**/next/", lambda route: held.append(route) if not held else route.continue_())
    typed(sheet, row, "c6", "12")
    with sheet.expect_request("**/next/"):
        pass
    with sheet.expect_request("**/next/"):
        typed(sheet, row, "c7", "14")
    expect(sheet.locator("#findings")).to_contain_text("14 人多于")
