"""The lists of the reference tables on a phone: names stay whole, the table moves inside its own box."""

import pytest

from portal.models import Role
from tests.samples import account
from tests.walk import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LISTS = ["portal/region", "portal/organisation", "pairing/school", "pairing/partnership", "pairing/povertycounty"]
HIGHEST = """() => Math.max(...[...document.querySelectorAll("#result_list tbody :is(th, td)")].map(cell => {
  const range = document.createRange(); range.selectNodeContents(cell);
  return range.getBoundingClientRect().height }))"""


@pytest.mark.parametrize("table", LISTS)
def test_names_are_not_broken_sign_by_sign(table, demo_world, live_server, page):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server.url, account(Role.DATA_ADMIN))
    page.goto(f"{live_server.url}/admin/{table}/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(HIGHEST) < 48, "two lines at most"
