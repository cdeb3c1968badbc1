"""The notice as a page, so that every help text can point at its clause."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal import access, notice
from portal.permissions import POLICY


@access.page(POLICY)
def show(request: HttpRequest) -> HttpResponse:
    """The plan's sixteen clauses with anchors c1 … c16."""
    return render(request, "portal/policy.html", {"blocks": notice.body()})
