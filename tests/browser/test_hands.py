"""Two pairs of hands the mouse forgets: a clerk who never leaves the keyboard, a village cadre with a phone."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from reporting.models import Cell, Filing
from tests.builders.filings import a_filing, someone
from tests.builders.people import PASSWORD, a_person
from tests.builders.places import a_city, a_county
from tests.walk import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("december")]
MOST = 120  # presses of Tab until somebody would give up
FOCUSED = "selector => document.activeElement.matches(selector)"


@pytest.fixture
def clerk(live_server):
    return a_person("filler", a_city("佳木斯"))


@pytest.fixture
def form(clerk):
    """附件2 of a city with one school; 附件3 agrees with it."""
    a_filing("佳木斯", "attachment3", "2020Y").filled()
    return a_filing("佳木斯", "attachment2", "2020Y")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus stands there: nothing on the way may hold it."""
    for _ in range(MOST):
        if page.evaluate(FOCUSED, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def test_a_form_is_filled_and_handed_in_without_a_mouse(page, live_server, clerk, form):
    row = form.now.rows.get().pk
    page.goto(f"{live_server.url}/signin/")
    page.keyboard.type(clerk.account.username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("待办")
    tab_to(page, f'a[href^="/filings/{form.pk}/"]')
    page.keyboard.press("Enter")
    expect(page.locator(f'[name="c-{row}-c3"]')).to_be_visible()
    tab_to(page, f'[name="c-{row}-c3"]')
    for number in ("132", "41", "118", "37", "35", "26000", "188"):
        page.keyboard.type(number)
        page.keyboard.press("Tab")
    expect(page.locator("#findings form.explain")).to_have_count(1)
    tab_to(page, "#findings form.explain [name=reason]")
    page.keyboard.type("示例:外市学员在本市院校培训")
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("说明已保存")
    expect(page.get_by_role("button", name="送负责人确认")).to_be_enabled()
    tab_to(page, "form[action$='/steps/submit/'] button, button[form=step-submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("已送负责人确认")
    assert form.now.state == Filing.State.CONFIRMING


def test_one_row_is_filled_on_a_phone(browser, live_server, clerk, form):
    row = form.now.rows.get()
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    sign_in(page, live_server.url, clerk.account)
    page.goto(f"{live_server.url}/filings/{form.pk}/")
    page.locator(".row-cards a").first.tap()
    expect(page.locator("h1")).to_have_text(row.label)
    field = page.locator(f'[name="c-{row.pk}-c3"]')
    assert field.get_attribute("inputmode") == "numeric", "the phone shows its number pad"
    assert field.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 16, "smaller, and the phone zooms in"
    assert field.bounding_box()["height"] >= 40
    field.fill("12")
    field.press("Enter")
    expect(page.locator(f'[name="c-{row.pk}-c4"]')).to_be_focused()
    expect(page.locator(f"#c-{row.pk}-c3")).to_have_class(re.compile("is-saved"))
    page.keyboard.type("十二")
    page.keyboard.press("Enter")
    expect(page.locator(f"#why-{row.pk}-c4")).to_contain_text("读到“十二”")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert {cell.column: cell.value for cell in Cell.objects.filter(row=row)} == {"c3": 12}
    page.locator(f'[name="c-{row.pk}-c6"]').fill("10")
    page.locator(f'[name="c-{row.pk}-c7"]').fill("11")
    page.keyboard.press("Enter")
    expect(page.locator(f"#msg-{row.pk}-c7")).to_contain_text("11")
    context.close()


def test_a_row_on_a_phone_asks_before_what_was_typed_is_lost(page, live_server, clerk, form):
    row = form.now.rows.get()
    sign_in(page, live_server.url, clerk.account)
    page.goto(f"{live_server.url}/filings/{form.pk}/rows/{row.pk}/")
    page.locator(f'[name="c-{row.pk}-c3"]').press_sequentially("12")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    expect(page.locator(f"#c-{row.pk}-c3")).to_have_class(re.compile("is-dirty"))
    assert asked == ["beforeunload"]


@pytest.fixture
def village(live_server):
    return someone("county", a_county("桦南县"))


def test_a_county_fills_the_row_it_was_given_by_keyboard_on_a_phone(page, live_server, clerk, village):
    form = a_filing("佳木斯", "attachment3", "2020Y").handed_on(["桦南"], date(2020, 12, 8))
    row = form.row("桦南")
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server.url, village.account)
    page.goto(live_server.url)
    tab_to(page, f'a[href="/filings/{form.pk}/rows/{row.pk}/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows/*/", wait_until="networkidle")  # the card's script is there
    tab_to(page, f'[name="c-{row.pk}-c3"]')
    for number in ("2490", "705"):
        page.keyboard.type(number)
        page.keyboard.press("Tab")
    expect(page.locator("[data-status]")).to_contain_text("已保存")
    tab_to(page, "#answer")
    page.keyboard.type("示例:其余各格本期没有")
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("已确认本行")
    expect(page.locator(f"#c-{row.pk}-c4 output")).to_have_text("705")
    assert Cell.objects.get(row=row, column="c3").value == 2490 and form.row("桦南").task.state == "confirmed"
