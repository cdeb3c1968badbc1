"""The portal on the server that people get, asked over HTTP: pages per second, saves, pasted blocks, bytes, 304."""

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from gzip import decompress
from itertools import count

from django.conf import settings
from django.core.management import call_command

from bench.measure import Figure, at_least, at_most, interleaved
from reporting.models import Cell, Filing

PORT = 18450
THREADS, PAGES, ROUNDS = 4, 5, 15  # requests of one round: four at a time, five each


@contextmanager
def server():
    """granian as `make run` starts it, with the floor's pages."""
    call_command("collectstatic", interactive=False, verbosity=0)
    call = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT)]
    call += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "portal.wsgi:application"]
    environ = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.settings"}
    running = subprocess.Popen(call, cwd=settings.BASE_DIR, env=environ, stdout=subprocess.DEVNULL)
    try:
        _wait(running)
        yield
    finally:
        running.terminate()
        running.wait(20)


def _wait(running: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        try:
            if Browser().get("/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


class Browser:
    """One kept connection with its cookies."""

    def __init__(self, cookies: dict | None = None):
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.cookies = dict(cookies or {})

    def ask(self, method: str, url: str, body: str | None = None, headers: dict | None = None):
        """(status, headers, raw body)."""
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Encoding": "gzip"}
        self.connection.request(method, url, body, sent | (headers or {}))
        response = self.connection.getresponse()
        content = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return response.status, response.headers, content

    def again(self) -> "Browser":
        """The same person on a new connection: the server closes one that was idle."""
        return Browser(self.cookies)

    def get(self, url: str, headers: dict | None = None):
        """A page."""
        return self.ask("GET", url, headers=headers)

    def post(self, url: str, data: dict):
        """JSON with the CSRF header, as the grid script sends it."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.cookies["csrftoken"]}
        status, _headers, body = self.ask("POST", url, json.dumps(data), headers)
        if status != 200:
            raise SystemExit(f"{url}: {status} {body[:200]!r}")
        return body

    def sign_in(self) -> "Browser":
        """As the clerk of the 200 × 9 form."""
        page = self.get("/signin/")[2]
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', decompress(page).decode())[1]
        fields = f"csrfmiddlewaretoken={token}&username=bench-filler&password={settings.DEMO_PASSWORD}"
        status, _h, _b = self.ask("POST", "/signin/", fields, {"Content-Type": "application/x-www-form-urlencoded"})
        if status != 302:
            raise SystemExit(f"sign-in: {status}")
        return self


def pages_per_second(cookies: dict, url: str) -> float:
    """Requests answered per second with four at a time; every answer is a whole page."""

    def work():
        browser = Browser(cookies)
        for _ in range(PAGES):
            if browser.get(url)[0] != 200:
                raise SystemExit(f"{url} was not answered")

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    began = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return THREADS * PAGES / (time.perf_counter() - began)


def figures(scale: str) -> list[Figure]:
    """What section M asks of the served form; ``scale`` names the size of the database."""
    filing = Filing.objects.get(form="bench_grid")
    page = f"/filings/{filing.pk}/"
    with server():
        me = Browser().sign_in()
        me.get(page)
        found = [_rate(me, page, scale), _one_cell(me.again(), scale), _block(me.again(), filing, scale)]
        if scale == "13 cities":
            found += [_weight(me.again(), page), _unchanged(me.again(), page)]
    return found


def _rate(me: Browser, page: str, scale: str) -> Figure:
    for url in (page, "/bench/page/"):
        pages_per_second(me.cookies, url)
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(pages_per_second(me.cookies, page))
        bare.append(pages_per_second(me.cookies, "/bench/page/"))
    name = f"form page 200×9 served, {scale}"
    return at_least(name, statistics.median(ours), "pages/s", statistics.median(bare), 2.5)


class Desk:
    """A clerk at one filing, who knows the versions of its cells."""

    def __init__(self, me: Browser, filing: Filing):
        cells = Cell.objects.filter(row__filing=filing).order_by("row_id", "column")
        self.versions = {(row, column): v for row, column, v in cells.values_list("row_id", "column", "version")}
        self.me, self.url, self.turn = me, f"/filings/{filing.pk}/cells/", count(10)

    def save(self, cells: int) -> None:
        """Type a new number into the first ``cells`` cells, in one request."""
        text = str(next(self.turn) % 90 + 10)
        places = list(self.versions)[:cells]
        asked = [{"row": r, "column": c, "text": text, "version": self.versions[r, c]} for r, c in places]
        reply = json.loads(_plain(self.me.post(self.url, {"cells": asked})))
        if len(reply["saved"]) != cells:
            raise SystemExit(f"saved {len(reply['saved'])} of {cells}")
        self.versions.update({(one["row"], one["column"]): one["version"] for one in reply["saved"]})


def _one_cell(me: Browser, scale: str) -> Figure:
    """附件3 of a city, with all its checks and ten years behind it, against one UPDATE by key."""
    desk = Desk(me, Filing.objects.get(form="attachment3", period__code="2020Y"))
    row, column = list(desk.versions)[-1]

    def bare() -> None:
        me.post("/bench/save/", {"row": row, "column": column, "text": str(next(desk.turn) % 90)})

    one, floor = interleaved(lambda: desk.save(1), bare, rounds=81)
    return at_most(f"one cell of 附件3 saved, {scale}", one, "ms", floor, 3)


def _block(me: Browser, filing: Filing, scale: str) -> Figure:
    """1,000 cells of the 200 × 9 form in one request, against one cell of it."""
    desk = Desk(me, filing)
    one, block = interleaved(lambda: desk.save(1), lambda: desk.save(1000), rounds=7)
    return at_most(f"1,000 cells pasted in one request, {scale}", block, "ms", one, 30)


def _plain(body: bytes) -> bytes:
    return decompress(body) if body[:2] == b"\x1f\x8b" else body


def _weight(me: Browser, page: str) -> Figure:
    """All bytes of a first visit, compressed: the page, its styles, its scripts and what these import."""
    content = me.get(page)[2]
    total, waiting, seen = len(content), _links(_plain(content).decode()), set()
    while waiting:
        url = waiting.pop()
        if url in seen:
            continue
        seen.add(url)
        status, _headers, body = me.get(url)
        if status != 200:
            raise SystemExit(f"{url}: {status}")
        total += len(body)
        if url.endswith(".js"):
            waiting += [
                url.rpartition("/")[0] + found[1:] for found in re.findall(r'"(\./[^"]+\.js)"', _plain(body).decode())
            ]
    return at_most("first visit of the form page, compressed", total / 1000, "kB", 150, 1)


def _links(page: str) -> list[str]:
    return [url for url in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)]


def _unchanged(me: Browser, page: str) -> Figure:
    """An unchanged page is answered 304: the bytes of its body against the page's."""
    _status, headers, body = me.get(page)
    status, _headers, again = me.get(page, {"If-None-Match": headers["ETag"]})
    answered = len(again) if status == 304 else len(body)
    return at_most("unchanged page answered 304: bytes of the body", answered, "B", len(body), 0)
