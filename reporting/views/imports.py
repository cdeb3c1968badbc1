"""Excel in: a template to fill, and a filled workbook read against the form; saving goes the page's own way."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from portal import audit
from portal.access import page
from portal.downloads import download
from portal.refusal import Refused
from portal.workbook.reader import MOST_BYTES
from reporting.imports.differences import Preview, compare
from reporting.models import Filing
from reporting.permissions import TYPE
from reporting.presenters.paper import paper_page
from reporting.queries.filings import get_filing
from reporting.queries.gate import gate
from reporting.renderers.template import filing_template


@require_GET
@page(TYPE, Filing)
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as a workbook to be filled: with the numbers so far, or ?blank=1."""
    filing = get_filing(request.actor, pk)
    audit.record("filing.export", request.actor, filing)
    content = filing_template(paper_page(request.actor, filing), blank=request.GET.get("blank") == "1")
    return download(f"{filing.edition.mark}-{filing.unit.region.name}-{filing.period.title}-模板", "xlsx", content)


@require_http_methods(["GET", "POST"])
@page(TYPE, Filing)
def import_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file; see, cell by cell, what it would change; save what is ticked."""
    filing = get_filing(request.actor, pk)
    why = gate(filing, request.actor).why
    if request.method == "GET" or why:
        return _page(request, filing, why=why)
    upload = request.FILES.get("file")
    if upload is None or upload.size == 0:
        return _page(request, filing, errors=["没有选择文件,或文件是空的。请选择填好的工作簿。"])
    try:
        # One byte more than is allowed is enough to know that a file is too large.
        preview = compare(filing, upload.read(MOST_BYTES + 1), request.actor)
    except Refused as error:
        return _page(request, filing, errors=error.messages)
    counts = {"changes": len(preview.changes), "refused": len(preview.problems), "same": preview.same}
    audit.record("filing.read_workbook", request.actor, filing, counts)
    return _page(request, filing, preview)


def _page(
    request: HttpRequest, filing: Filing, preview: Preview | None = None, errors: list[str] | None = None, why: str = ""
) -> HttpResponse:
    half = filing.period.half
    shown = {"filing": filing, "base": f"/filings/{filing.pk}", "preview": preview, "errors": errors, "why": why}
    if preview is not None:
        shown["changes"] = [{"one": one, "column": one.column.short_for(half)} for one in preview.changes]
    return render(request, "reporting/import.html", shown, status=422 if errors else 200)
