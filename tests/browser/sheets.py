"""A form page under a clerk's hands: who sits there, where the cells are, what a paste is."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from reporting.models import Cell

PASTE_HERE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""
PASTE = f"""([name, text]) => {{
  document.querySelector(`[name="${{name}}"]`).focus();
  ({PASTE_HERE})(text);
}}"""


def sign_in(page: Page, live_server, actor) -> None:
    client = Client()
    client.force_login(actor.account)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])


def opened(page: Page, live_server, actor, form) -> Page:
    """The form page of somebody, every fault of a script or of the Content-Security-Policy gathered."""
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda line: page.faults.append(line.text) if "Content Security Policy" in line.text else None)
    sign_in(page, live_server, actor)
    page.goto(f"{live_server.url}/filings/{form.pk}/")
    return page


def field(page: Page, row: int, column: str):
    return page.locator(f'[name="c-{row}-{column}"]')


def cell(page: Page, row: int, column: str):
    return page.locator(f"#c-{row}-{column}")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.name ?? ''")


def status(page: Page):
    return page.locator("[data-status]")


def notes(page: Page):
    return page.locator("[data-notes]")


def stored(page: Page, row: int) -> dict:
    """What the database holds of a row once the page waits for no answer: its words may be those of an earlier save."""
    expect(page.locator("td:is(.is-saving, .is-dirty)")).to_have_count(0)
    return {one.column: one.value for one in Cell.objects.filter(row=row)}
