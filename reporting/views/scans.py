"""盖章扫描件: uploaded beside the filing, opened by who may see it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from portal import audit
from portal.access import page
from portal.downloads import download
from portal.refusal import Refused
from reporting.models import Filing
from reporting.permissions import CITY, VIEW
from reporting.queries.filings import get_filing
from reporting.services.scans import MOST_BYTES, add_scan
from reporting.views.filing import back_to


@require_POST
@page(CITY, Filing)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the scan of a sealed sheet."""
    filing = get_filing(request.actor, pk)
    given = request.FILES.get("file")
    content = given.read(MOST_BYTES + 1) if given else b""
    try:
        scan = add_scan(filing, content, request.POST.get("code", ""), request.actor)
    except Refused as error:
        messages.error(request, f"没有上传:{error}")
    else:
        messages.success(request, f"已上传第 {scan.version.number} 版的盖章扫描件。")
    return redirect(f"{back_to(filing)}#scans")


@require_GET
@page(VIEW, Filing)
def show(request: HttpRequest, pk: int, scan: int) -> HttpResponse:
    """The file itself, as a download: what somebody uploaded never runs in the portal's page."""
    filing = get_filing(request.actor, pk)
    found = filing.scans.select_related("version").filter(pk=scan).first()
    if found is None:
        raise Http404("没有这个扫描件。")
    audit.record("filing.scan_view", request.actor, filing, {"version": found.version.number})
    name = f"{filing.edition.mark}-{filing.unit.region.name}-{filing.period.title}-盖章-{found.version.check_code}"
    return download(name, found.kind, found.content)
