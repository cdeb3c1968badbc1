"""The province's board, and 催报 from it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from pairing.queries import schools
from portal import access
from portal.refusal import Refused
from portal.services.exporting import take_out
from reporting.permissions import BOARD
from reporting.presenters import board as words
from reporting.queries import periods
from reporting.queries.board import board as read_board
from reporting.queries.province_checks import province_checks
from reporting.queries.reminders import reminded_today
from reporting.services.reminders import Reminded, remind
from reporting.views.asked import basis_asked, period_asked, wants_workbook


@require_GET
@access.page(BOARD)
def board(request: HttpRequest) -> HttpResponse:
    """13 cities × the forms of a period."""
    period, basis = period_asked(request), basis_asked(request, words.OFFERED)
    found = read_board(request.actor.scope, period, basis)
    table = words.board_table(found)
    if wants_workbook(request):
        return take_out(request.actor, table.title, *table.book(), filters={"period": period.code, "basis": basis})
    checks = province_checks(found.figures)
    address = reverse("board")
    told = reminded_today(period)
    shown = {
        "period": period,
        "periods": periods.opened(),
        "basis": basis,
        "tabs": words.basis_tabs(basis, address, {"period": period.code}),
        "facts": words.summary(found),
        "cards": words.cards(found),
        "table": table.drawn(words.NO_UNITS),
        "checks": words.checks_lines(checks),
        "passed": sum(one.outcome == "passed" for one in checks),
        "fresh": [row.unit for row in found.waiting if row.unit.pk not in told],
        "told": [row.unit for row in found.waiting if row.unit.pk in told],
        "spared": [row.unit for row in found.spared],
        "unassigned": schools.without_seat(request.actor.scope).count(),
        "workbook_url": f"{address}?{urlencode({'period': period.code, 'basis': basis, 'format': 'xlsx'})}",
    }
    return render(request, "reporting/board.html", shown)


@require_POST
@access.page(BOARD)
def remind_units(request: HttpRequest) -> HttpResponse:
    """催报 everybody that something is missing from; ``again`` repeats it on purpose the same day."""
    period = period_asked(request)
    unit = request.POST.get("unit", "")
    try:
        done = remind(period, request.actor, int(unit) if unit.isdecimal() else None, bool(request.POST.get("again")))
    except Refused as error:
        messages.error(request, ";".join(error.messages))
    else:
        messages.add_message(request, messages.SUCCESS if done.units else messages.WARNING, _told(done))
    return redirect(f"{reverse('board')}?{urlencode({'period': period.code})}")


def _told(done: Reminded) -> str:
    """What became of it, in one sentence each."""
    parts = []
    if done.units:
        parts.append(f"已催报 {len(done.units)} 个单位({done.people} 人):{'、'.join(map(str, done.units))}。")
    if done.already:
        parts.append(f"{len(done.already)} 个单位今天已催过,没有重复发送。")
    if done.nobody:
        parts.append(f"{'、'.join(map(str, done.nobody))}没有填表人和负责人,无人可通知,请先由安全管理员任命。")
    return "".join(parts) or "各单位都已上报,没有要催报的;已准延期或补录、还没到期的不催。"
