"""Help: what one's duty does, step by step."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal import access


@access.page(access.SIGNED_IN)
def show(request: HttpRequest) -> HttpResponse:
    """All duties' steps; one's own first."""
    return render(request, "portal/help.html", {"role": request.actor.role})
