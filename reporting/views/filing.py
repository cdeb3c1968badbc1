"""The form page: the paper is the screen. Also the list of a person's filings."""

from hashlib import sha256

from django.contrib import messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition, require_GET

from portal import access, audit, clock
from portal.caching import revalidated
from portal.context import frame_state
from reporting.models import Filing
from reporting.permissions import VIEW
from reporting.presenters.attachments import filing_files
from reporting.presenters.filing import filing_page
from reporting.presenters.scans import scan_panel
from reporting.presenters.tasks import task_panel
from reporting.queries.filings import get_filing, sibling_revisions


def _etag(request: HttpRequest, pk: int) -> str | None:
    """Whatever the page shows: the filing and its sister form, the person and their frame, the day, the style sheet."""
    filing = request.filing = get_filing(request.actor, pk)
    if messages.get_messages(request):
        return None
    shown = (
        filing.pk,
        filing.edition.digest,
        sibling_revisions(filing),
        request.actor.account.pk,
        request.actor.duty.pk,
        frame_state(request),
        f"{clock.now():%Y%m%d%H}",
        request.META.get("CSRF_COOKIE", ""),
        getattr(staticfiles_storage, "manifest_hash", ""),
    )
    return f'"{sha256(repr(shown).encode()).hexdigest()[:32]}"'


def _signed_in_only(view):
    """The ETag is asked before the view: a stranger must not reach it."""
    guarded = access.page(VIEW, Filing)(revalidated(condition(etag_func=_etag)(view)))
    return require_GET(guarded)


@_signed_in_only
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """The form page of one filing."""
    return show_filing(request, request.filing)


@require_GET
@access.page(VIEW, Filing)
def next_step(request: HttpRequest, pk: int) -> HttpResponse:
    """审核结果 and the next step, fetched again by the page after each save."""
    found = get_filing(request.actor, pk)
    context = filing_page(request.actor, found, {}) | {"fragment": True}
    return render(request, "reporting/filing_next.html", context)


def show_filing(request: HttpRequest, found: Filing, refused: dict | None = None, status: int = 200) -> HttpResponse:
    """Draw the form page; ``refused`` holds what a save without JavaScript could not take."""
    if found.unit_id != request.actor.organisation.pk:
        audit.record("filing.view", request.actor, found)
    context = filing_page(request.actor, found, refused or {})
    theirs = context["own"] or context["may_fill"]
    files = filing_files(found)
    tasks = context["tasks"] = task_panel(request.actor, found, context["door"], files) if theirs else None
    listed = {one["row"].pk for one in tasks["lines"]} if tasks else set()
    context["files"] = [one for row, ones in files.items() if row not in listed for one in ones]
    context |= scan_panel(request.actor, found, sent=bool(context["versions"]))
    return render(request, "reporting/filing.html", context, status=status)


def back_to(found: Filing) -> str:
    """The address of a filing's page."""
    return f"/filings/{found.pk}/"
