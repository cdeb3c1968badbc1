"""Every page of every duty: no axe violation, nothing scrolls sideways, no script error, no request to another host."""

import pytest

from tests.pages import ACCOUNTS
from tests.samples import Samples
from tests.walk import Watch, sign_in, visits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Django's admin is not ours to draw: it is looked at for strangers and scripts, not for axe.
WIDTHS = {1366: 768, 390: 844}


@pytest.mark.parametrize("role", ACCOUNTS)
def test_every_page_of_a_duty(role, demo_world, live_server, page):
    wrong = []
    sign_in(page, live_server.url, role)
    watch = Watch(page, live_server.url)
    for place, visit in enumerate(one for one in visits(Samples()) if one.role == role):
        admin = visit.name.startswith("admin:")
        width = 1366 if admin or place % 2 else 390
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        watch.open(visit, live_server.url, axe=not admin)
        wrong += [f"{visit.name} at {width}: {fault}" for fault in visit.faults]
    assert not wrong, "\n".join(wrong)
