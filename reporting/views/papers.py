"""The list of a unit's filings, and one filing on paper: as a page, as PDF, as a workbook."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from portal import audit
from portal.access import page
from portal.downloads import download
from reporting.models import Filing
from reporting.permissions import VIEW
from reporting.presenters.listing import filings_page
from reporting.presenters.paper import in_wan, paper_page, version_page, version_paper
from reporting.queries.filings import filings_of, get_filing
from reporting.queries.periods import by_code, current, opened
from reporting.queries.versions import by_check_code
from reporting.renderers.pdf import filing_pdf
from reporting.renderers.workbook import filing_workbook
from reporting.views.asked import one_of


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
@page(VIEW, Filing)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed sheet: what was seen on the screen, on A4."""
    filing = get_filing(request.actor, pk)
    audit.record("filing.print", request.actor, filing)
    return render(request, "reporting/paper.html", _paper(request, filing))


@require_GET
@page(VIEW, Filing)
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as PDF, to be printed, sealed and scanned."""
    filing = get_filing(request.actor, pk)
    audit.record("filing.print", request.actor, filing)
    return _pdf(request, filing, _paper(request, filing))


@require_GET
@page(VIEW, Filing)
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as .xlsx in the printed layout."""
    filing = get_filing(request.actor, pk)
    audit.record("filing.export", request.actor, filing)
    return download(_name(filing), "xlsx", filing_workbook(_paper(request, filing)))


@require_GET
@page(VIEW)
def find_version(request: HttpRequest) -> HttpResponse:
    """核对校验码: type the code of a printed sheet."""
    code = request.GET.get("code", "").strip()
    if not code:
        return render(request, "reporting/version_find.html", {})
    try:
        filing, version = by_check_code(request.actor, code)
    except Http404:
        return render(request, "reporting/version_find.html", {"code": code[:20]}, status=404)
    return render(request, "reporting/version.html", version_page(filing, version))


@require_GET
@page(VIEW)
def version_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """A version as it was sent, as PDF, whatever became of the filing since."""
    filing, version = by_check_code(request.actor, code)
    audit.record("filing.print", request.actor, filing, {"version": version.number})
    return _pdf(request, filing, version_paper(filing, version))


def _paper(request: HttpRequest, filing: Filing) -> dict:
    """?unit=wan: the money in 万元."""
    shown = paper_page(request.actor, filing)
    return in_wan(shown) if one_of(request.GET.get("unit", ""), ("yuan", "wan"), "yuan") == "wan" else shown


def _pdf(request: HttpRequest, filing: Filing, shown: dict) -> HttpResponse:
    link = request.build_absolute_uri(f"{reverse('version-find')}?code={shown['code']}") if shown["code"] else ""
    return download(_name(filing), "pdf", filing_pdf(shown | {"link": link}), inline=True)


def _name(filing: Filing) -> str:
    return f"{filing.edition.mark or filing.form}-{filing.unit.region.name}-{filing.period.title}"
