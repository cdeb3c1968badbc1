"""What browser tests share: the portal's clock in the server's thread, and a clerk's open form."""

import pytest
from playwright.sync_api import Page

from portal import clock
from tests.browser.sheets import opened
from tests.reporting.filed import DECEMBER, Bureau, a_period


@pytest.fixture
def december():
    """The server answers in a thread of its own: shift the clock, a frozen moment would stay in this one."""
    clock.shift(DECEMBER - clock.real())
    yield
    clock.shift(DECEMBER - DECEMBER)


@pytest.fixture
def bureau(live_server):
    """The clerks whose form is open; a module may name others."""
    return Bureau("佳木斯")


@pytest.fixture
def form(bureau):
    """Their 附件2 of December 2020."""
    return bureau.filing("attachment2", a_period("2020Y"))


@pytest.fixture
def row(form):
    """Its first row."""
    return form.rows.order_by("pk").first().pk


@pytest.fixture
def sheet(page: Page, live_server, bureau, form) -> Page:
    """The form of a module's bureau; no script may have failed when the test is over."""
    yield opened(page, live_server, bureau.filler, form)
    assert page.faults == []
