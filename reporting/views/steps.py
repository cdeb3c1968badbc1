"""Taking a step with a filing or a slip: one address per step, all through the workflow."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from portal.access import page
from portal.refusal import Refused
from portal.services.exporting import take_out
from reporting.models import Filing, Slip
from reporting.permissions import CITY, REVIEW, SLIP, TYPE, VIEW
from reporting.presenters.marking import marking_page
from reporting.presenters.slips import slips_book, slips_page
from reporting.queries.filings import get_filing, get_slip, slips_of
from reporting.services.explaining import NotExplained, explain, release
from reporting.services.slips import Marked, stand_by
from reporting.views.asked import wants_workbook
from reporting.views.filing import back_to
from reporting.workflows import FILING, SLIPS, ask_correction, why_no_correction

# The steps that are taken by hand, each with what is said when it is done.
DONE = {
    "declare_nil": "已作零报告。请送负责人确认。",
    "undo_nil": "已取消零报告,请填数。",
    "submit": "已送负责人确认。",
    "withdraw": "已从负责人处撤回,可以接着改。",
    "refuse": "已退给填表人修改,您写的理由已告诉填表人。",
    "confirm": "已上报省厅。",
    "recall": "已撤回上报。改好后请重新送负责人确认、再上报。",
    "receive": "已接收。",
    "review": "已开始审核,市局不能再自行撤回。",
    "stand_in": "已开始代录,市局已收到通知。填完请送市局负责人确认。",
    "stand_down": "已结束代录,所填的数留在表里,市局已收到通知。",
}
NOT_SURE = "本表还有要填的行。确实都没有要报的数,请勾选“上列各行本期确实都没有要报的数”,再作零报告。"
SLIP_DONE = {
    "grant": "已批准更正,市局可以修改了。",
    "deny": "没有同意更正,理由已告诉市局。",
    "drop": "已撤销更正申请。",
    "prolong": "已延长修改期限,市局已收到通知。",
}


@require_POST
@page(VIEW, Filing)
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take one step of a filing's machine; every refusal is shown with its remedy."""
    filing = get_filing(request.actor, pk)
    if name not in DONE:
        messages.error(request, "没有这一步。")
        return redirect(back_to(filing))
    if name == "declare_nil" and "sure" not in request.POST and filing.rows.filter(struck="").exists():
        return _refused(request, filing, [NOT_SURE])
    try:
        FILING.perform(filing, name, request.actor, reason=request.POST.get("reason", ""))
    except Refused as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, DONE[name])
    return redirect(back_to(filing))


@require_http_methods(["GET", "POST"])
@page(REVIEW, Filing)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """退回: the reviewer marks cells or rows and writes why."""
    filing = get_filing(request.actor, pk)
    if request.method == "GET" and filing.state != Filing.State.REVIEWING:
        return _refused(request, filing, [f"现在是“{filing.get_state_display()}”,不能退回。{_WAY[filing.state]}"])
    return _mark(request, filing, "return", lambda reason, marks: FILING.perform(
        filing, "return", request.actor, reason=reason, marks=marks), "已退回,只有勾出的格解锁。")  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(CITY, Filing)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """更正: the city asks to change cells of a received filing."""
    filing = get_filing(request.actor, pk)
    if request.method == "GET" and (why := why_no_correction(filing, request.actor)):
        return _refused(request, filing, why)
    return _mark(request, filing, "correct", lambda reason, marks: ask_correction(
        filing, reason, marks, request.actor), "更正申请已送省厅;批准后所列各格解锁。")  # fmt: skip


_WAY = dict.fromkeys(Filing.State, "等市局上报、开始审核后才能退回。") | {
    Filing.State.SENT: "先开始审核,才能退回。",
    Filing.State.RECEIVED: "要改已接收的数,由市局申请更正。",
    Filing.State.FINAL: "要改已定稿的数,由市局申请更正,更正列入差异表。",
}


def _refused(request: HttpRequest, filing: Filing, why: list[str]) -> HttpResponse:
    """Nothing to tick now: back to the form, which says where it stands."""
    for text in why:
        messages.error(request, text)
    return redirect(back_to(filing))


def _mark(request: HttpRequest, filing: Filing, kind: str, act, done: str) -> HttpResponse:
    marks = [mark for mark in map(_marked, request.POST.getlist("mark")) if mark]
    reason = request.POST.get("reason", "")
    problems = []
    if request.method == "POST":
        notes = {place: text for place, text in request.POST.items() if place.startswith("note-") and text}
        marks = [Marked(one.row, one.column, notes.get(f"note-{one.row}", "")) for one in marks]
        try:
            act(reason, marks)
        except Refused as error:
            problems = error.messages
        else:
            messages.success(request, done)
            return redirect(back_to(filing))
    context = marking_page(request.actor, filing, kind, marks, reason, problems)
    return render(request, "reporting/marking.html", context, status=422 if problems else 200)


def _marked(text: str) -> Marked | None:
    row, _, column = text.partition("-")
    return Marked(int(row), column) if row.isdigit() else None


@require_POST
@page(TYPE, Filing)
def explain_check(request: HttpRequest, pk: int) -> HttpResponse:
    """The written reason for one failed check."""
    filing = get_filing(request.actor, pk)
    fields = request.POST
    try:
        explain(filing, fields.get("check", ""), fields.get("row") or None, fields.get("reason", ""), request.actor)
    except NotExplained as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "说明已保存。")
    return redirect(f"{back_to(filing)}#findings")


@require_POST
@page(REVIEW, Filing)
def release_check(request: HttpRequest, pk: int, explanation: int) -> HttpResponse:
    """放行 a 准强制 check that has a reason."""
    filing = get_filing(request.actor, pk)
    try:
        release(filing, explanation, request.actor)
    except NotExplained as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已放行。")
    return redirect(f"{back_to(filing)}#findings")


@page(SLIP)
def slips(request: HttpRequest) -> HttpResponse:
    """退回单: all slips in scope with the days each side has taken."""
    shown = slips_page(request.actor, slips_of(request.actor))
    if wants_workbook(request):
        return take_out(request.actor, "退回与更正", *slips_book(shown["slips"]))
    return render(request, "reporting/slips.html", shown)


@require_POST
@page(SLIP, Slip)
def slip_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Grant, deny or drop a correction that was asked for; give the city more days for an open slip."""
    slip = get_slip(request.actor, pk)
    if name not in SLIP_DONE:
        messages.error(request, "没有这一步。")
        return redirect("slips")
    try:
        SLIPS.perform(slip, name, request.actor, reason=request.POST.get("reason", ""))
    except Refused as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, SLIP_DONE[name])
    return redirect(back_to(slip.filing) if request.POST.get("back") == "form" else "slips")


@require_POST
@page(TYPE, Slip)
def unchanged(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """核对无误: the city stands by a marked cell and says why."""
    slip: Slip = get_slip(request.actor, pk)
    try:
        stand_by(slip, item, request.POST.get("answer", ""), request.actor)
    except Refused as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, "已记下:核对无误。")
    return redirect(back_to(slip.filing))
