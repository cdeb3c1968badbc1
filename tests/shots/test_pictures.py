"""A picture of every page of the demo world: var/shots/<duty>/<page>-<state>-<width>.png (`make shots`).

Every page of every duty that has it, from the URL conf; and the states of tests/shots/states.py. Three widths: the
clerk's 1366×768, 1920×1080, a phone's 390×844. Faults that a picture does not show (script errors, CSP, failed
requests, requests to other hosts, sideways scrolling, axe) are printed, and the run fails where there are any.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError

from portal.models import Account
from portal.postgres import ROOT
from tests.pages import ACCOUNTS
from tests.samples import Samples
from tests.shots.states import DONE_FIRST, states
from tests.walk import Visit, Watch, sign_in, visits

SHOTS = ROOT / "var" / "shots"
WIDTHS = {1366: 768, 1920: 1080, 390: 844}
STRANGER, NOBODY = "stranger", "-"
DESK_ONLY = "admin:"  # Django's admin is not promised on a phone
pytestmark = pytest.mark.django_db(transaction=True)


def wanted(folder: str) -> list[tuple[str, str, Visit]]:
    """(who looks, name of the picture, page) for one folder."""
    found = []
    drawn = states()
    replaced = {(place, page) for place, _, page, state, _, _ in drawn if state == "typical"}
    for visit in visits(Samples()):
        if visit.role == folder and (folder, visit.name) not in replaced:
            found.append((ACCOUNTS[folder], f"{visit.name.replace(':', '-')}-typical", visit))
    for place, who, page, state, address, status in drawn:
        if place == folder:
            found.append((who, f"{page}-{state}", Visit(folder, page, address, status)))
    return sorted(found, key=lambda one: one[0])


@pytest.mark.parametrize("folder", [*ACCOUNTS, STRANGER])
def test_pictures(folder, demo_world, live_server, page: Page):
    """All pictures of one duty."""
    (SHOTS / folder).mkdir(parents=True, exist_ok=True)
    watch, wrong, seated = Watch(page, live_server.url), [], ""
    for who, name, visit in wanted(folder):
        if who not in (seated, NOBODY):
            sign_in(page, live_server.url, Account.objects.get(username=who))
            seated = who
        wrong += take(watch, visit, name)
    assert not wrong, "\n".join(wrong)


def take(watch: Watch, visit: Visit, name: str) -> list[str]:
    """The page at each width; what is wrong with it, a line each."""
    page, wrong = watch.page, []
    first = DONE_FIRST.get((visit.name, name.rpartition("-")[2]))
    page.set_viewport_size({"width": 1366, "height": WIDTHS[1366]})
    watch.open(visit)
    if first:
        first(page)
    for width, height in WIDTHS.items():
        if first:  # what it leads to (a lost network, a refusal) is meant
            watch.faults.clear()
        desk = visit.name.startswith(DESK_ONLY)
        page.set_viewport_size({"width": width, "height": height})
        if not (desk and width == 390):
            wrong += [f"{name} at {width}: {fault}" for fault in watch.look(visit, axe=width == 1366)]
        # A sheet stays in its frame: with something focused or said, the window itself is the picture.
        draw(page, SHOTS / visit.role / f"{name}-{width}.png", whole=first is None)
    page.context.set_offline(False)
    return wrong


def draw(page: Page, path: Path, whole: bool) -> None:
    """The picture; Chromium on a busy machine now and then forgets to answer, and is asked once more."""
    try:
        page.screenshot(path=path, full_page=whole, timeout=15_000)
    except TimeoutError:
        page.screenshot(path=path, full_page=whole)
