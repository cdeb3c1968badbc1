"""A whole period for the province in one file: a workbook with a sheet per city, or their own workbooks in a ZIP."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from portal.access import page
from portal.services.exporting import take_file
from reporting.permissions import BOARD
from reporting.presenters.books import city_pages, summary_page
from reporting.presenters.totals import caption
from reporting.queries.standings import BASES, DRAFT
from reporting.queries.totals import Totals, by_city
from reporting.renderers.workbook import province_workbook, zip_of_workbooks
from reporting.views.asked import basis_asked, period_of


@require_GET
@page(BOARD)
def book(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """全省汇总 and a sheet for each city that the basis counts."""
    found = _found(request, form, period)
    pages = city_pages(found)
    return _file(request, found, province_workbook(summary_page(found, request.actor), pages), len(pages), "xlsx")


@require_GET
@page(BOARD)
def folder(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """The same sheets as files of their own, as the cities would have mailed them."""
    found = _found(request, form, period)
    pages = city_pages(found)
    return _file(request, found, zip_of_workbooks(pages), len(pages), "zip")


def _found(request: HttpRequest, form: str, period: str) -> Totals:
    basis = basis_asked(request, [one for one in BASES if one != DRAFT])
    found = by_city(request.actor.scope, form, period_of(period), basis)
    if found is None:
        raise Http404(f"没有表号 {form[:20]}。")
    return found


def _file(request: HttpRequest, found: Totals, content: bytes, sheets: int, ending: str) -> HttpResponse:
    filters = {"form": found.form, "period": found.period.code, "basis": found.basis}
    return take_file(request.actor, caption(found, "全省分表"), content, sheets, filters, ending)
