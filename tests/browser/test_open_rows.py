"""本期待填 under a county's hands: two cards on one page, each with keys, saving and notices of its own."""

import pytest
from playwright.sync_api import expect

from portal import clock
from portal.models import Role
from reporting.models import Cell
from tests.browser.sheets import field, opened
from tests.builders.filings import a_filing, someone
from tests.builders.places import a_county
from tests.reporting.filed import DECEMBER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("december")]


@pytest.fixture
def county(live_server):
    return someone(Role.COUNTY, a_county("桦南县"))


@pytest.fixture
def forms(county):
    """Two forms of 佳木斯 with 桦南's row handed on; of the second one cell is open."""
    received = a_filing("佳木斯", "attachment3", "2020H1", clock.at(2020, 6, 3, 9))
    received.filled().explained().sent().received()
    received.at = None
    received.asking([(received.row("桦南"), "c5")], "示例:一个班期漏计,需更正").granted()
    both = [a_filing("佳木斯", "attachment3", "2020Y"), received]
    return [one.handed_on(["桦南"], DECEMBER.date()) for one in both]


def test_each_card_saves_by_itself_and_keys_stay_in_their_card(page, live_server, county, forms):
    first, second = (one.row("桦南") for one in forms)
    opened(page, live_server, county, forms[0])
    page.goto(f"{live_server.url}/rows/")
    expect(page.locator("form[data-grid]")).to_have_count(2)
    field(page, first.pk, "c3").fill("41")
    page.keyboard.press("Enter")
    expect(field(page, first.pk, "c4")).to_be_focused()
    field(page, second.pk, "c5").fill("12x")
    page.keyboard.press("Enter")
    expect(page.locator(f"#c-{second.pk}-c5.is-refused")).to_be_visible()
    field(page, second.pk, "c5").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator(f"#c-{second.pk}-c5.is-saved")).to_be_visible()
    expect(page.locator(f"#c-{first.pk}-c3.is-saved")).to_be_visible()
    assert Cell.objects.get(row=first, column="c3").value == 41
    assert Cell.objects.get(row=second, column="c5").value == 12
    assert page.faults == []
