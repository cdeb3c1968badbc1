"""Workbooks and PDF of a form against the same cells without their paper.

The preview of a filled form is not among them: it misses its goal, see docs/decisions.md.
"""

from io import BytesIO

import typst
from openpyxl import Workbook

from bench.measure import Figure, at_most, interleaved
from portal import clock
from portal.actor import Actor
from portal.models import Account
from portal.queries import accounts
from portal.scope import Scope
from reporting.models import Filing, Period
from reporting.presenters.books import city_pages, summary_page
from reporting.presenters.paper import paper_page
from reporting.queries.filings import get_filing
from reporting.queries.standings import RECEIVED
from reporting.queries.totals import by_city
from reporting.renderers.pdf import FONTS, filing_pdf
from reporting.renderers.workbook import filing_workbook, province_workbook, zip_of_workbooks

FORM = "attachment3"
_FONTS = typst.Fonts(font_paths=[str(FONTS)])  # read once, as ours are


def figures() -> list[Figure]:
    """What section F of stage 2 asks of paper and Excel."""
    actor = _clerk()
    filing = get_filing(actor, Filing.objects.get(form=FORM, period__code="2020Y").pk)
    page = paper_page(actor, filing) | {"link": "https://portal.test/versions/?code=示例"}
    cells = _cells(page)
    book, bare_book = interleaved(lambda: filing_workbook(page), lambda: _bare_workbook(cells))
    pdf, bare_pdf = interleaved(lambda: filing_pdf(page), lambda: _bare_pdf(cells))
    return [
        at_most("official .xlsx of 附件3, against its cells bare", book, "ms", bare_book, 2),
        at_most("PDF of 附件3, against its table bare", pdf, "ms", bare_pdf, 1.5),
        *_province(actor),
    ]


def _province(actor: Actor) -> list[Figure]:
    found = by_city(Scope("province"), FORM, Period.objects.get(code="2020H1"), RECEIVED)
    pages, summary = city_pages(found), summary_page(found, actor)

    def sheets() -> None:
        for page in [summary, *pages]:
            filing_workbook(page)

    book, folder, alone = interleaved(
        lambda: province_workbook(summary, pages), lambda: zip_of_workbooks(pages), sheets, rounds=5
    )
    return [
        at_most(f"province's workbook, {len(pages) + 1} sheets, against each alone", book, "ms", alone, 2),
        at_most(f"ZIP of {len(pages)} workbooks, against each alone", folder, "ms", alone, 2),
    ]


def _clerk() -> Actor:
    account = Account.objects.get(username="bench-filler")
    return Actor(account, accounts.duties_of(account, clock.today())[0], "127.0.0.1")


def _cells(page: dict) -> list[list]:
    return [[row.seq, row.label, *(cell.value for cell in row.cells.values())] for row in page["sheet"].rows]


def _bare_workbook(cells: list[list]) -> None:
    book = Workbook()
    for row in cells:
        book.active.append(row)
    book.save(BytesIO())


def _bare_pdf(cells: list[list]) -> None:
    texts = ", ".join(f"[{value}]" for row in cells for value in row)
    typst.compile(f"#table(columns: {len(cells[0])}, {texts})".encode(), format="pdf", font_paths=_FONTS)
