"""The pulse of an open form page: where one is, who else is there, what they saved."""

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from portal.access import page
from reporting.models import Filing
from reporting.permissions import VIEW
from reporting.presenters.presence import every, pulse_reply
from reporting.queries.filings import get_filing
from reporting.queries.presence import others_on
from reporting.services import presence

PLACE = re.compile(r"[0-9]{1,18}-[a-z0-9_]{1,20}", re.ASCII)
GRACE = 15  # seconds a pulse may be late: a slow line, a browser that throttles timers


@require_POST
@page(VIEW, Filing)
def pulse(request: HttpRequest, pk: int) -> HttpResponse:
    """``at``: the cell one is in, ``since``: what the page has seen, ``gone``: the page is being closed."""
    filing = get_filing(request.actor, pk)
    if "gone" in request.POST:
        presence.leave(filing, request.actor)
        return HttpResponse(status=204)
    others = others_on(filing, request.actor)
    place = request.POST.get("at", "")
    presence.here(filing, request.actor, place if PLACE.fullmatch(place) else "", every(others) + GRACE)
    reply = pulse_reply(request.actor, filing, request.POST.get("since", ""), others)
    return HttpResponse(status=204) if reply is None else JsonResponse(reply)
