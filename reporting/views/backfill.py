"""开放补录: the province lets forms in after their period's lock."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.access import page
from portal.refusal import Refused
from reporting.backfilling import open_backfill, wanted
from reporting.permissions import BACKFILL
from reporting.presenters.backfill import backfill_page
from reporting.services.extensions import address_of
from reporting.services.periods import end_of
from reporting.views.asked import day_asked, period_of


@require_http_methods(["GET", "POST"])
@page(BACKFILL)
def backfill(request: HttpRequest, code: str) -> HttpResponse:
    """Tick the forms of a period, say until when and from what they are filled."""
    period = period_of(code)
    if request.method == "GET":
        return render(request, "reporting/backfill.html", backfill_page(period, None, []))
    fields = request.POST
    try:
        found = wanted(period, fields.getlist("form"))
        made = open_backfill(period, found, _until(fields.get("until", "")), fields.get("reason", ""), request.actor)
    except Refused as error:
        return render(request, "reporting/backfill.html", backfill_page(period, fields, error.messages), status=422)
    messages.success(request, f"已开放补录 {len(made)} 张表,市局已收到通知。")
    return redirect(address_of(period))


def _until(text: str) -> datetime | None:
    return end_of(day_asked("补录至", text)) if text.strip() else None
