"""What browser tests share: the portal's clock in the server's thread, and a clerk's open form."""

import pytest
from playwright.sync_api import Page

from portal import clock
from tests.browser.sheets import opened
from tests.reporting.filed import DECEMBER


@pytest.fixture
def december():
    """The server answers in a thread of its own: shift the clock, a frozen moment would stay in this one."""
    clock.shift(DECEMBER - clock.real())
    yield
    clock.shift(DECEMBER - DECEMBER)


@pytest.fixture
def sheet(page: Page, live_server, bureau, form) -> Page:
    """The form of a module's bureau; no script may have failed when the test is over."""
    yield opened(page, live_server, bureau.filler, form)
    assert page.faults == []
