"""Every page of every duty: no axe violation, nothing scrolls sideways, no script error, no request to another host."""

import pytest

from tests.pages import ACCOUNTS
from tests.samples import Samples, account
from tests.walk import Visit, Watch, sign_in, visits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = {1366: 768, 390: 844}
# Django's admin is a desk's page, and not ours to draw: on a phone it is not promised.
DESK_ONLY = "admin:"


@pytest.mark.parametrize("role", ACCOUNTS)
def test_every_page_of_a_duty(role, demo_world, live_server, page):
    wrong = []
    sign_in(page, live_server.url, account(role))
    watch = Watch(page, live_server.url)
    for place, visit in enumerate(one for one in visits(Samples()) if one.role == role):
        width = 1366 if visit.name.startswith(DESK_ONLY) or place % 2 else 390
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        watch.open(visit)
        wrong += [f"{visit.name} at {width}: {fault}" for fault in watch.look(visit, axe=True)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("address", "status"), [("/signin/", 200), ("/nothing/here/", 404)])
def test_what_a_stranger_sees(address, status, demo_world, live_server, page):
    watch, visit = Watch(page, live_server.url), Visit("stranger", address, address, status)
    watch.open(visit)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert watch.look(visit, axe=True) == []
