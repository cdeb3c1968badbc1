"""A walk through every page of every duty in a real browser: what axe and the pictures stand on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from portal.models import Account
from tests.pages import ACCOUNTS, BY_OBJECT, MATRIX
from tests.samples import Samples

AXE = (Path(__file__).parent / "vendor" / "axe" / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# No preload: axe would copy the sheets into style elements, which the page's policy rightly refuses.
RULES = {"preload": False, "runOnly": {"type": "tag", "values": TAGS}}
# Answers that are no pages of a duty: sign-in, files, data, and addresses of the admin that lead elsewhere.
NO_PAGE = {
    "healthz", "signin", "audit-export", "filing-workbook", "filing-pdf", "filing-scan", "filing-row-file",
    "filing-template", "rehearsal-definition",
    "version-pdf", "totals-book", "totals-zip", "filing-next", "admin:jsi18n", "admin:view_on_site", "admin:catch-all",
    "admin:login", "admin:password_change", "admin:password_change_done",
}  # fmt: skip
OVERFLOW = "document.documentElement.scrollWidth > window.innerWidth"


@dataclass
class Visit:
    """One page as one duty sees it; ``status`` is the answer it should give."""

    role: str
    name: str
    url: str
    status: int = 200
    faults: list[str] = field(default_factory=list)


def visits(samples: Samples) -> Iterator[Visit]:
    """Every page of every duty that has it."""
    for name, entry in MATRIX.items():
        if entry.method != "GET" or name in NO_PAGE or name.endswith(("_old_change", "_export")):
            continue
        for role in ACCOUNTS:
            if (entry.roles is None or role in entry.roles) and (name, role) not in BY_OBJECT:
                yield Visit(role, name, samples.url(name, role))


def sign_in(page: Page, base: str, who: Account) -> None:
    """Take somebody's seat without typing the password each time."""
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])


class Watch:
    """Gathers what a page does wrong: script errors, CSP violations, failed requests, requests to other hosts."""

    def __init__(self, page: Page, base: str):
        self.page, self.base, self.host, self.faults = page, base, urlsplit(base).netloc, []
        self.asked = 200
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self._console)
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on("request", self._request)

    def _console(self, line) -> None:
        # Chromium itself reports a page that answers 403 or 404, also where just that was asked for.
        expected = self.asked != 200 and f"status of {self.asked}" in line.text
        if line.type == "error" and not expected:
            self.faults.append(f"console: {line.text}")

    def _request(self, request) -> None:
        host = urlsplit(request.url).netloc
        if host and host != self.host:
            self.faults.append(f"another host: {request.url}")

    def open(self, visit: Visit) -> None:
        """Open the page; what is wrong with it is put down with the visit by ``look``."""
        self.faults.clear()
        self.asked = visit.status
        answer = self.page.goto(self.base + visit.url)
        if answer.status != visit.status:
            self.faults.append(f"answer {answer.status}")

    def look(self, visit: Visit, axe: bool) -> list[str]:
        """The faults since the page was opened or last looked at, as it stands now."""
        if self.page.evaluate(OVERFLOW):
            self.faults.append("scrolls sideways")
        if axe:
            self.page.evaluate(AXE)
            found = self.page.evaluate("rules => axe.run(document, rules)", RULES)
            self.faults += [f"axe {v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]
        seen, self.faults = self.faults, []
        visit.faults += seen
        return seen
