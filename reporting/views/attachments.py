"""附件 of a row: uploaded and removed by its school or county, downloaded by who may see the row."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from portal import audit
from portal.access import page
from portal.downloads import download
from portal.refusal import Refused
from reporting.models import Filing
from reporting.permissions import CONFIRM_ROW, VIEW_ROWS
from reporting.queries.attachments import get_file
from reporting.queries.filings import get_row, get_row_filing
from reporting.services.attachments import VIEWED, attach, detach
from reporting.services.scans import MOST_BYTES


@require_POST
@page(CONFIRM_ROW, Filing)
def upload(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Keep a file beside the row."""
    line = get_row(request.actor, get_row_filing(request.actor, pk, row), row)
    given = request.FILES.get("file")
    content = given.read(MOST_BYTES + 1) if given else b""
    try:
        kept = attach(line, given.name if given else "", content, request.actor)
    except Refused as error:
        messages.error(request, f"没有上传:{error}")
    else:
        messages.success(request, f"已上传附件“{kept.name}”。")
    return _back(pk, row)


@require_POST
@page(CONFIRM_ROW, Filing)
def remove(request: HttpRequest, pk: int, row: int, file: int) -> HttpResponse:
    """Take it away again."""
    line = get_row(request.actor, get_row_filing(request.actor, pk, row), row)
    try:
        name = detach(line, file, request.actor)
    except Refused as error:
        messages.error(request, f"没有删除:{error}")
    else:
        messages.success(request, f"已删除附件“{name}”。")
    return _back(pk, row)


@require_GET
@page(VIEW_ROWS, Filing)
def show(request: HttpRequest, pk: int, row: int, file: int) -> HttpResponse:
    """The file itself, as a download: what somebody uploaded never runs in the portal's page."""
    filing = get_row_filing(request.actor, pk, row)
    found = get_file(request.actor, get_row(request.actor, filing, row), file)
    audit.record(VIEWED, request.actor, filing, {"row": row, "file": found.name, "digest": found.digest})
    stem = found.name.rpartition(".")[0] or found.name
    return download(stem, found.kind, found.content)


def _back(pk: int, row: int) -> HttpResponse:
    return redirect(f"/filings/{pk}/rows/{row}/#files")
