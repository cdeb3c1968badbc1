"""试算: try the checks of a draft edition on a past period, before anybody has to live with them."""

import yaml
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from portal import audit
from portal.access import page
from portal.downloads import download
from portal.refusal import Refused
from reporting.formspec.loader import BadDefinition, check_foreign, parse_form, spec_to_json
from reporting.formspec.spec import FormSpec
from reporting.permissions import BOARD
from reporting.presenters.rehearsal import rehearsal_page
from reporting.queries import periods
from reporting.queries.forms import newest_editions, spec_of
from reporting.queries.rehearsal import rehearse
from reporting.views.asked import period_asked

REHEARSED = audit.declare("form.rehearse", "试算审核公式")
MOST_BYTES = 200 * 1024


@require_http_methods(["GET", "POST"])
@page(BOARD)
def rehearsal(request: HttpRequest) -> HttpResponse:
    """Choose a period and the file of a draft; see what would have fired where. Nothing is stored."""
    period = period_asked(request)
    shown = {"periods": periods.opened(), "period": period, "forms": newest_editions()}
    if request.method == "GET":
        return render(request, "reporting/rehearsal.html", shown)
    try:
        draft = _draft(request)
    except Refused as error:
        return render(request, "reporting/rehearsal.html", shown | {"errors": error.messages}, status=422)
    found = rehearse(request.actor.scope, draft, period)
    audit.record(REHEARSED, request.actor, period, {"form": draft.code, "edition": draft.edition})
    return render(request, "reporting/rehearsal.html", shown | rehearsal_page(found))


def _draft(request: HttpRequest) -> FormSpec:
    """The definition that was sent. Raises Refused with key and reason."""
    upload = request.FILES.get("file")
    content = upload.read(MOST_BYTES + 1) if upload else b""
    if not content:
        raise Refused(["没有选择文件,或文件是空的。请选择改好的表式定义(.yaml)。"])
    if len(content) > MOST_BYTES:
        raise Refused(["文件超过 200 KB,不像表式定义。请下载现行定义,改好后再选择它。"])
    known = {one.code: spec_of(one) for one in newest_editions()}
    try:
        draft = parse_form(content.decode("utf-8-sig"))
        check_foreign(draft, known | {draft.code: draft}, upload.name)
    except UnicodeDecodeError as error:
        raise Refused([f"第 {error.start + 1} 个字节起不是 UTF-8。请用 UTF-8 编码另存后再试。"]) from error
    except (BadDefinition, RecursionError) as error:
        raise Refused([str(error) if isinstance(error, BadDefinition) else "定义套得太深,读不出来。"]) from error
    if draft.code not in known:
        raise Refused([f"没有表号为“{draft.code}”的表,无从试算。表号要与现行定义相同。"])
    return draft


@require_GET
@page(BOARD)
def definition(request: HttpRequest, form: str) -> HttpResponse:
    """The present definition of a form, to be changed and tried."""
    found = next((one for one in newest_editions() if one.code == form), None)
    if found is None:
        raise Http404("没有这张表。")
    content = yaml.safe_dump(spec_to_json(spec_of(found)), allow_unicode=True, sort_keys=False, width=120)
    return download(f"{found.mark}-表式定义-第{found.number}版", "yaml", content.encode())
