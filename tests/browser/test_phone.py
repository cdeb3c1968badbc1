"""The form on a phone: its rows are cards, no sheet is drawn, the address of a cell leads to its row's page."""

import pytest
from playwright.sync_api import expect

from tests.browser.sheets import opened
from tests.builders.filings import a_filing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("december")]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def form(live_server):
    """More of its graduates at work than it has."""
    return a_filing("佳木斯", "attachment2", "2020Y").filled({("佳木斯技师学院", "c7"): 9999})


def test_the_cards_stand_alone_and_show_what_the_sheet_would(page, live_server, form):
    page.set_viewport_size(PHONE)
    opened(page, live_server, form.filler, form.now)
    expect(page.locator(".grid-frame")).to_be_hidden()
    cards = page.locator(".row-cards")
    expect(cards.get_by_role("link")).to_have_count(form.now.rows.count())
    cards.get_by_text("总计").click()
    for line in page.locator("tfoot [data-t]").all():
        expect(cards.locator("dl")).to_contain_text(line.locator("b").text_content())
    page.emulate_media(media="print")
    expect(page.locator(".grid-frame")).to_be_visible()
    expect(cards).to_be_hidden()


def test_without_javascript_the_sheet_stays_as_it_can_be_saved_there(browser, live_server, form):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = opened(context.new_page(), live_server, form.filler, form.now)
    expect(page.locator(".grid-frame")).to_be_visible()
    expect(page.get_by_role("button", name="保存", exact=True)).to_be_visible()
    context.close()


def test_a_finding_leads_to_the_row_s_page_and_back_is_one_step(page, live_server, form):
    row = form.row("佳木斯技师学院")
    page.set_viewport_size(PHONE)
    opened(page, live_server, form.filler, form.now)
    page.locator("#findings a").first.click()
    page.wait_for_url(f"**/filings/{form.pk}/rows/{row.pk}/#c-{row.pk}-c*")
    expect(page.locator(f"#msg-{row.pk}-c7")).to_be_in_viewport()
    page.go_back()
    page.wait_for_url(f"**/filings/{form.pk}/")
    page.goto(live_server.url)
    page.get_by_role("link", name="去填报 附件2").click()
    page.wait_for_url(f"**/filings/{form.pk}/rows/{row.pk}/#c-{row.pk}-c*")


def test_a_row_that_was_returned_whole_is_led_to_as_well(page, live_server, form):
    row = form.row("佳木斯技师学院")
    form.filled({("佳木斯技师学院", "c7"): 0}).explained().sent().in_review()
    form.returned([(row, "", "请核对")], "示例:请核对本行")
    page.set_viewport_size(PHONE)
    opened(page, live_server, form.filler, form.now)
    page.locator(".slip-items a").click()
    page.wait_for_url(f"**/filings/{form.pk}/rows/{row.pk}/")
