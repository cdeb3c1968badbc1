"""定稿 and 历年报表."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from portal import access, calendar
from portal.refusal import Refused
from portal.services.exporting import take_out
from reporting.finalising import finalise
from reporting.permissions import BOARD, FINALISE, ROWS_ONLY, VIEW_ROWS
from reporting.presenters import issues as words
from reporting.presenters.board import checks_lines, totals_url
from reporting.presenters.tables import list_book
from reporting.queries import home as read_home
from reporting.queries import issues as read
from reporting.queries.history import history as read_history
from reporting.queries.standings import ISSUED, RECEIVED
from reporting.views.asked import period_of, wants_workbook


@require_GET
@access.page(BOARD)
def issues(request: HttpRequest) -> HttpResponse:
    """Every period and form, issued or not."""
    table = words.issue_table(read_home.tallies(), list(read.issues()), request.actor)
    if wants_workbook(request):
        return take_out(request.actor, "定稿", *list_book(table))
    return render(request, "reporting/issues.html", {"table": table})


@require_GET
@access.page(BOARD)
def issue(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """One form's period: what is not received, the province's checks, the issue, the differences since."""
    found_period = period_of(period)
    found = read.readiness(request.actor.scope, form, found_period)
    if found is None:
        raise Http404("本期没有这张表。")
    title = f"{found.spec.mark} {found_period} 定稿后差异"
    changed = read.differences(request.actor.scope, form, found_period) if found.issue else []
    table = words.difference_table(changed, found.spec, title)
    if wants_workbook(request):
        return take_out(request.actor, title, *table.book(), filters={"form": form, "period": period})
    shown = {
        "found": found,
        "period": found_period,
        "checks": checks_lines(found.checks),
        "table": table.drawn(words.NO_DIFFERENCE),
        "changed": changed,
        "issued_at": calendar.stamp(found.issue.issued_at) if found.issue else "",
        "may": access.may(request.actor, FINALISE),
        "totals": totals_url(form, found_period, ISSUED if found.issue else RECEIVED),
        "note": request.GET.get("note", ""),
    }
    return render(request, "reporting/issue.html", shown)


@require_POST
@access.page(FINALISE)
def make(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """Issue."""
    found_period = period_of(period)
    try:
        made = finalise(form, found_period, request.POST.get("note", ""), request.actor)
    except Refused as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        counted = made.lines.count()
        messages.success(request, f"已定稿:{counted} 个市(地)的数从此不变,以后的更正列入差异表。")
    return redirect(reverse("issue", args=[form, period]))


@require_GET
@access.page(VIEW_ROWS)
def history(request: HttpRequest) -> HttpResponse:
    """All periods and forms of what one may see."""
    found = read_history(request.actor.scope)
    if access.may(request.actor, ROWS_ONLY):
        table = words.own_history(found)
    elif request.actor.scope.whole:
        table = words.province_history(found)
    else:
        table = words.city_history(found)
    if wants_workbook(request):
        return take_out(request.actor, "历年报表", *list_book(table))
    return render(request, "reporting/history.html", {"table": table})
