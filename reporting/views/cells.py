"""Saving cells: the script's batches, the form without JavaScript, and the panel beside a cell."""

import json
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from portal import access
from portal.access import page
from portal.refusal import Refused
from reporting.models import Filing
from reporting.permissions import FILL_ROW, TYPE, VIEW
from reporting.presenters.panel import panel_page
from reporting.presenters.row import Kept
from reporting.presenters.saving import save_reply
from reporting.queries.filings import get_filing, get_row, get_row_filing
from reporting.queries.panel import cell_panel
from reporting.services.filling import Closed, Edit, Outcome, set_not_applicable
from reporting.views.filing import back_to, show_filing
from reporting.views.rows import show_row
from reporting.workflows import type_cells, type_into

UNREADABLE = "请求读不懂,没有保存。请刷新页面再试。"
MOST_CELLS = 20_000  # 200 rows × 23 columns is the largest form foreseen; a paste beyond this is no form


@require_POST
@page(TYPE, Filing)
def save_cells(request: HttpRequest, pk: int) -> JsonResponse:
    """A batch from the grid script; see the cell save protocol in docs/architecture.md."""
    edits = _edits(request.body)
    if edits is None:
        get_filing(request.actor, pk)  # another's filing is not found, whatever is sent
        return JsonResponse({"message": UNREADABLE}, status=400)
    return _answer(request, lambda: type_into(pk, edits, request.actor))


@require_POST
@page(FILL_ROW, Filing)
def save_row_cells(request: HttpRequest, pk: int, row: int) -> JsonResponse:
    """The same from a row's card: a school or county reaches the filing by its own row only."""
    filing = get_row_filing(request.actor, pk, row)
    edits = _edits(request.body)
    if edits is None:
        return JsonResponse({"message": UNREADABLE}, status=400)
    return _answer(request, lambda: type_cells(filing, edits, request.actor))


def _answer(request: HttpRequest, save: Callable[[], Outcome]) -> JsonResponse:
    try:
        outcome = save()
    except (Closed, Refused) as error:
        return JsonResponse({"message": str(error)}, status=409)
    return JsonResponse(save_reply(outcome, with_totals=access.may(request.actor, VIEW)))


def _edits(body: bytes) -> list[Edit] | None:
    try:
        cells = json.loads(body)["cells"]
        edits = [Edit(int(one["row"]), str(one["column"]), str(one["text"]), int(one["version"])) for one in cells]
    except (ValueError, KeyError, TypeError, RecursionError):  # the last: brackets nested ten thousand deep
        return None
    return edits if len(edits) <= MOST_CELLS else None


@require_POST
@page(TYPE, Filing)
def save_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The same save without JavaScript: what is refused stands in its field again, with the reason."""
    filing = get_filing(request.actor, pk)
    refused = _save(request, filing)
    if not refused:
        return redirect(back_to(filing))
    return show_filing(request, get_filing(request.actor, pk), refused, status=422)


@require_POST
@page(FILL_ROW, Filing)
def save_row(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """The same for one row's page; 清空本行 is such a save too, and leads on to the reason for not filling the row."""
    filing = get_row_filing(request.actor, pk, row)
    clearing = "clear" in request.POST
    refused = _save(request, filing, "已清空" if clearing else "已保存")
    if not refused and not clearing:
        return redirect("filing-row", pk, row)
    kept = Kept(refused, clearing, request.POST.get("reason", ""))
    return show_row(request, get_row_filing(request.actor, pk, row), row, kept, status=422 if refused else 200)


def _save(request: HttpRequest, filing: Filing, done: str = "已保存") -> dict[tuple[int, str], tuple[str, str]]:
    """Store what a form posted and say so; what was not stored comes back as (row, column) → (text, reason)."""
    try:
        outcome = type_cells(filing, _posted(request.POST), request.actor)
    except (Closed, Refused) as error:
        messages.error(request, f"没有保存:{error}")
        return {}
    changed, whole = len(outcome.touched), not outcome.refused and not outcome.conflicts
    if changed:
        messages.success(request, f"{done} {changed} 格。")
    elif whole:
        messages.success(request, "没有改动。")
    refused = {(edit.row, edit.column): (edit.text, reason) for edit, reason in outcome.refused}
    for one in outcome.conflicts:
        reason = f"{one.who} {one.when} 已改为 {one.shown or '空'};要用您的数请再保存一次。"
        refused[one.edit.row, one.edit.column] = (one.edit.text, reason)
    return refused


def _posted(fields) -> list[Edit]:
    edits = []
    for name, text in fields.items():
        kind, _, place = name.partition("-")
        row, _, column = place.partition("-")
        version = fields.get(f"v-{place}", "0")
        if kind == "c" and row.isdigit() and version.isdigit():
            edits.append(Edit(int(row), column, text, int(version)))
    return edits


@require_GET
@page(VIEW, Filing)
def cell(request: HttpRequest, pk: int, row: int, column: str) -> HttpResponse:
    """The panel of a cell: a fragment for the script, a page of its own without it."""
    filing = get_filing(request.actor, pk)
    line = get_row(request.actor, filing, row)
    try:
        found = cell_panel(filing, line, column)
    except KeyError as error:
        raise Http404("本表没有这一列。") from error
    context = panel_page(request.actor, filing, found)
    return render(request, "reporting/cell_fragment.html" if request.htmx else "reporting/cell.html", context)


@require_POST
@page(TYPE, Filing)
def not_applicable(request: HttpRequest, pk: int, row: int, column: str) -> HttpResponse:
    """Mark a cell 不适用 with a reason, or take the mark back."""
    filing = get_filing(request.actor, pk)
    reason = request.POST.get("reason", "").strip()
    if request.POST.get("take_back") != "1" and len(reason) < 2:
        messages.error(request, "标“不适用”要写明理由,至少 2 个字。")
        return redirect(back_to(filing))
    problem = set_not_applicable(
        filing, row, column, "" if request.POST.get("take_back") == "1" else reason, request.actor
    )
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, "已恢复为空白格。" if request.POST.get("take_back") == "1" else "已标“不适用”。")
    return redirect(f"{back_to(filing)}#c-{row}-{column}")
