"""A picture of every page of the demo world, by every duty that has it, in var/shots/<duty>/ (`make shots`).

Three widths: the clerk's 1366×768, 1920×1080, a phone's 390×844. Forms are taken in their states: empty, filling with
wrong numbers, waiting, returned, received, issued. Faults that a picture does not show (script errors, CSP, sideways
scrolling, axe) are printed, and the run fails where there are any.
"""

import pytest
from playwright.sync_api import Page

from portal.postgres import ROOT
from tests.pages import ACCOUNTS
from tests.samples import Samples, a_form
from tests.walk import Visit, Watch, sign_in, visits

SHOTS = ROOT / "var" / "shots"
WIDTHS = {1366: 768, 1920: 1080, 390: 844}
# The same page in another state: (duty, what it shows, city, form, period).
STATES = [
    ("reviewer", "empty", "鸡西", "attachment2", "2020Y"),
    ("reviewer", "wrong", "佳木斯", "attachment2", "2020Y"),
    ("reviewer", "full", "佳木斯", "attachment3", "2020Y"),
    ("reviewer", "reviewing", "齐齐哈尔", "attachment2", "2020Y"),
    ("reviewer", "received", "大庆", "attachment2", "2020Y"),
    ("reviewer", "nil", "七台河", "attachment2", "2020Y"),
    ("reviewer", "issued", "哈尔滨", "attachment3", "2020H1"),
    ("filler", "locked", "鹤岗", "attachment3", "2020H1"),
]
pytestmark = pytest.mark.django_db(transaction=True)


def wanted(role: str) -> list[tuple[str, Visit]]:
    """(name of the picture, page) for one duty."""
    found = [(visit.name, visit) for visit in visits(Samples()) if visit.role == role]
    for who, state, city, form, period in STATES:
        if who == role:
            filing = a_form(city, form, period)
            found.append((f"filing-{state}", Visit(role, f"filing-{state}", f"/filings/{filing.pk}/")))
    return found


@pytest.mark.parametrize("role", ACCOUNTS)
def test_pictures(role, demo_world, live_server, page: Page):
    """All pictures of one duty."""
    folder = SHOTS / role
    folder.mkdir(parents=True, exist_ok=True)
    sign_in(page, live_server.url, role)
    watch, wrong = Watch(page, live_server.url), []
    for name, visit in wanted(role):
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            watch.open(visit, live_server.url, axe=width == 1366 and not name.startswith("admin:"))
            page.screenshot(path=folder / f"{name.replace(':', '-')}-{width}.png", full_page=True)
            wrong += [f"{name} at {width}: {fault}" for fault in visit.faults]
    assert not wrong, "\n".join(wrong)
