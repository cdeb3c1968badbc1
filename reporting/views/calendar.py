"""报送日历: everybody reads it, the province changes a period, a city asks for more time."""

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import page
from portal.refusal import Refused
from reporting.models import Extension, Period
from reporting.permissions import CALENDAR, CHANGE_CALENDAR, CITY, EXTEND
from reporting.presenters.calendar import TITLES, calendar_page, change_page
from reporting.queries.calendar import get_extension
from reporting.queries.periods import by_code
from reporting.services import extensions, periods
from reporting.views.asked import day_asked
from reporting.workflow_extensions import EXTENSION

CLOSING = ("due_at", "locks_at")
DONE = {
    "grant": "已批准延期,市局已收到通知。",
    "refuse": "没有批准延期,理由已告诉市局。",
    "change": "已改延期日期,市局已收到通知。",
}


@require_GET
@page(CALENDAR)
def show(request: HttpRequest) -> HttpResponse:
    """All periods with their moments, changes and extensions."""
    return render(request, "reporting/calendar.html", calendar_page(request.actor))


@require_http_methods(["GET", "POST"])
@page(CHANGE_CALENDAR)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Move the moments of one period, with a reason."""
    problems: list[str] = []
    period = by_code(code)
    if period is None:
        raise Http404(f"没有报送期“{code}”。")
    if request.method == "POST":
        moments, problems = _moments(period, request.POST)
        problems = problems or _refusal(lambda: periods.change(period, moments, _reason(request), request.actor))
        if not problems:
            messages.success(request, f"{period.title}的时间已修改,各市(地)在日历上能看到理由。")
            return redirect("calendar")
    context = change_page(code, request.POST.dict(), problems)
    return render(request, "reporting/calendar_change.html", context, status=422 if problems else 200)


@require_POST
@page(CITY)
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The city asks for a later due date."""
    period = by_code(code)
    if period is None:
        raise Http404(f"没有报送期“{code}”。")
    problems = _refusal(lambda: extensions.ask(period, _until(period, request), _reason(request), request.actor))
    return _done(request, problems, "延期申请已送省厅。")


@require_POST
@page(EXTEND)
def decide(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The province grants, with this or another date, refuses, or gives a granted one another date."""
    extension = get_extension(request.actor, pk)
    if name not in DONE:
        raise Http404("没有这一步。")
    problems = _refusal(lambda: EXTENSION.perform(extension, name, request.actor, **_decided(extension, request)))
    return _done(request, problems, DONE[name])


def _decided(extension: Extension, request: HttpRequest) -> dict:
    """What the province wrote: its reason, and a date where it gives one of its own."""
    given = {"reason": _reason(request)}
    return given | ({"until": _until(extension.period, request)} if request.POST.get("until") else {})


def _until(period: Period, request: HttpRequest) -> datetime:
    return periods.end_of(_day(period, "延至的日期", request.POST.get("until", "")))


def _moments(period: Period, fields) -> tuple[dict, list[str]]:
    """The five dates as moments; what cannot be read, or cannot be of this period, is named."""
    moments, problems = {}, []
    for name in periods.FIELDS:
        try:
            day = _day(period, TITLES[name], fields.get(name, ""))
        except Refused as error:
            problems += error.messages
            continue
        if name in CLOSING:
            moments[name] = periods.end_of(day)
        else:
            moments[name] = periods.start_of(day) if name == "opens_at" else day
    return moments, problems


def _day(period: Period, title: str, text: str) -> date:
    """A date of this period as it was typed; Refused in words of its field."""
    day = day_asked(title, text)
    if not periods.in_span(period, day):
        raise Refused([f"{title}“{text[:20]}”不像{period.title}的日期,请填{periods.span_words(period)}之间的一天。"])
    return day


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


def _refusal(act) -> list[str]:
    try:
        act()
    except Refused as error:
        return error.messages
    return []


def _done(request: HttpRequest, problems: list[str], done: str) -> HttpResponse:
    for text in problems:
        messages.error(request, text)
    if not problems:
        messages.success(request, done)
    return redirect("calendar")
