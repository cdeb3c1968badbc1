"""报送日历: everybody reads it, the province changes a period, a city asks for more time."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.access import page
from portal.refusal import Refused
from reporting.permissions import CALENDAR, CHANGE_CALENDAR, CITY, EXTEND
from reporting.presenters.calendar import calendar_page, change_page
from reporting.queries.calendar import get_extension
from reporting.queries.periods import by_code
from reporting.services import extensions, periods
from reporting.workflow_extensions import EXTENSION

CLOSING = ("due_at", "locks_at")


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
        moments, problems = _moments(request.POST)
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
    day = _day(request.POST.get("until", ""))
    if day is None:
        messages.error(request, "请填写延至哪一天,例如 2020-12-15。")
        return redirect("calendar")
    problems = _refusal(lambda: extensions.ask(period, periods.end_of(day), _reason(request), request.actor))
    return _done(request, problems, "延期申请已送省厅。")


@require_POST
@page(EXTEND)
def decide(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The province grants, with this or another date, refuses, or gives a granted one another date."""
    extension = get_extension(request.actor, pk)
    if name not in EXTENSION.transitions:
        raise Http404("没有这一步。")
    day = _day(request.POST.get("until", ""))
    data = {"reason": _reason(request)} | ({"until": periods.end_of(day)} if day else {})
    problems = _refusal(lambda: EXTENSION.perform(extension, name, request.actor, **data))
    return _done(request, problems, f"已办:{EXTENSION.transitions[name].title}。")


def _moments(fields) -> tuple[dict, list[str]]:
    """The five dates as moments; what cannot be read is named."""
    moments, problems = {}, []
    for name in periods.FIELDS:
        day = _day(fields.get(name, ""))
        if day is None:
            problems.append(f"日期“{fields.get(name, '')}”读不懂,请写成 2020-12-10 这样。")
        elif name in CLOSING:
            moments[name] = periods.end_of(day)
        else:
            moments[name] = periods.start_of(day) if name == "opens_at" else day
    return moments, problems


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


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
