"""批注 and 待核: written beside a cell, answered with that cell's panel again."""

import json
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portal.access import page
from portal.refusal import Refused
from reporting.models import Filing, FilingRow
from reporting.permissions import TALK
from reporting.presenters.panel import panel_page
from reporting.queries.filings import get_filing, get_row
from reporting.queries.forms import spec_of
from reporting.queries.panel import cell_panel
from reporting.services import notes
from reporting.views.filing import back_to


@require_POST
@page(TALK, Filing)
def remark(request: HttpRequest, pk: int, row: int, column: str) -> HttpResponse:
    """Write a remark, perhaps to somebody."""
    text, to = request.POST.get("text", ""), request.POST.get("to", "")
    person = int(to) if to.isdigit() else None

    def write(filing: Filing, line: FilingRow) -> str:
        notes.remark(filing, line, column, text, person, request.actor)
        return "批注已写。"

    return _act(request, pk, row, column, write)


@require_POST
@page(TALK, Filing)
def settle(request: HttpRequest, pk: int, row: int, column: str) -> HttpResponse:
    """Close the thread."""

    def close(filing: Filing, line: FilingRow) -> str:
        return "批注已办结。" if notes.settle(filing, line, column, request.actor) else "这一格没有未办结的批注。"

    return _act(request, pk, row, column, close)


@require_POST
@page(TALK, Filing)
def mark(request: HttpRequest, pk: int, row: int, column: str) -> HttpResponse:
    """Mark the cell 待核, or take that back."""

    def change(filing: Filing, line: FilingRow) -> str:
        if request.POST.get("take_back") == "1":
            return "已取消待核。" if notes.unmark(filing, line, column, request.actor) else "这一格没有标待核。"
        return "已标为待核。" if notes.mark(filing, [(line.pk, column)], request.actor) else "这一格已经标过待核。"

    return _act(request, pk, row, column, change)


def _act(request: HttpRequest, pk: int, row: int, column: str, act: Callable[[Filing, FilingRow], str]) -> HttpResponse:
    filing = get_filing(request.actor, pk)
    line = get_row(request.actor, filing, row)
    if not spec_of(filing.edition).has_column(column):
        raise Http404("本表没有这一列。")
    said, problem = "", ""
    try:
        said = act(filing, line)
    except Refused as error:
        problem = str(error)
    if request.htmx:
        return _panel(request, pk, line, column, problem)
    if problem:
        messages.error(request, f"没有办成:{problem}")
    else:
        messages.success(request, said)
    return redirect(f"{back_to(filing)}cells/{row}/{column}/")


def _panel(request: HttpRequest, pk: int, line: FilingRow, column: str, problem: str) -> HttpResponse:
    """The panel again; what was refused stays in its field. The page is told which sign the cell bears now."""
    filing = get_filing(request.actor, pk)
    context = panel_page(request.actor, filing, cell_panel(filing, line, column))
    context |= {"problem": problem, "typed": request.POST.get("text", "") if problem else ""}
    response = render(request, "reporting/cell_fragment.html", context)
    told = {"place": f"{line.pk}-{column}", "sign": context["notes"]["sign"]}
    response.headers["HX-Trigger"] = json.dumps({"cell:noted": told})
    return response
