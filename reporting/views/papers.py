"""The filing on paper and as a workbook, and the list of a unit's filings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from portal import audit
from portal.access import page
from portal.workbook.writer import as_response
from reporting.permissions import VIEW
from reporting.presenters.listing import filings_page
from reporting.presenters.paper import paper_page
from reporting.queries.filings import filings_of, get_filing
from reporting.queries.periods import by_code, current, opened
from reporting.renderers.workbook import filing_workbook


@require_GET
@page(VIEW)
def filings(request: HttpRequest) -> HttpResponse:
    """填报: the filings in scope of one period."""
    code = request.GET.get("period")
    period = by_code(code) if code else current()
    if code and period is None:
        raise Http404(f"没有报送期“{code}”。")
    found = list(filings_of(request.actor, period)) if period else []
    return render(request, "reporting/filings.html", filings_page(request.actor, period, opened(), found))


@require_GET
@page(VIEW)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed sheet: what was seen on the screen, on A4."""
    filing = get_filing(request.actor, pk)
    audit.record("filing.print", request.actor, filing)
    return render(request, "reporting/paper.html", paper_page(request.actor, filing))


@require_GET
@page(VIEW)
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as .xlsx in the printed layout."""
    filing = get_filing(request.actor, pk)
    audit.record("filing.export", request.actor, filing)
    name = f"{filing.edition.mark or filing.form}-{filing.unit.region.name}-{filing.period.code}"
    return as_response(name, filing_workbook(paper_page(request.actor, filing)))
