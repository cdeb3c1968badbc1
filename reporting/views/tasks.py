"""Rows handed on: the city hands, reminds, returns and takes back; the school or county confirms."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal import access
from portal.access import page
from portal.refusal import Refused
from reporting.handing import hand_rows, remind_rows, take_step, wanted_rows
from reporting.models import Filing
from reporting.permissions import FILL, FILL_ROW, VIEW
from reporting.presenters.row import Kept
from reporting.queries.filings import get_filing, get_row, get_row_filing
from reporting.queries.tasks import task_of
from reporting.views.filing import back_to
from reporting.views.rows import show_row

DONE = {"confirm": "已确认本行,市(地)人社局已收到。", "return": "已退回重填。", "take_back": "已收回,由本局填报。"}


@require_POST
@page(FILL, Filing)
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    """交办: the rows ticked, all of them, or those of the period before."""
    filing, fields = get_filing(request.actor, pk), request.POST
    chosen = {int(one) for one in fields.getlist("row") if one.isdigit()}
    rows = wanted_rows(filing, fields.get("which", ""), chosen)
    try:
        hand_rows(filing, rows, _day(fields.get("until", "")), fields.get("note", ""), request.actor)
    except Refused as error:
        _say(request, error)
    else:
        messages.success(request, f"已交办 {len(rows)} 行:{'、'.join(row.label for row in rows)}。")
    return redirect(f"{back_to(filing)}#tasks")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _say(request: HttpRequest, error: Refused) -> None:
    for text in error.messages:
        messages.error(request, text)


@require_POST
@page(FILL, Filing)
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """催报 of the rows that are not confirmed."""
    filing = get_filing(request.actor, pk)
    try:
        done = remind_rows(filing, request.actor)
    except Refused as error:
        _say(request, error)
        return redirect(f"{back_to(filing)}#tasks")
    if done.rows:
        messages.success(request, f"已催报:{'、'.join(done.rows)}。")
    if done.already:
        messages.info(request, f"今天已催过:{'、'.join(done.already)}。")
    if done.nobody:
        messages.error(request, f"没有可登录的账号,未催到:{'、'.join(done.nobody)}。")
    if not (done.rows or done.already or done.nobody):
        messages.info(request, "没有待确认的行。")
    return redirect(f"{back_to(filing)}#tasks")


@require_POST
@page(FILL_ROW, Filing)
def step(request: HttpRequest, pk: int, row: int, name: str) -> HttpResponse:
    """确认, 退回, 收回 of one row; back to where the person works on it."""
    filing = get_row_filing(request.actor, pk, row)
    line = get_row(request.actor, filing, row)
    task = task_of(line)
    whole = access.may(request.actor, VIEW)
    back = redirect(f"{back_to(filing)}#tasks") if whole else redirect("filing-row", pk, row)
    if task is None or name not in DONE:
        messages.error(request, "这一行没有交办。" if task is None else "没有这一步。")
        return back
    given = {"reason": request.POST.get("reason", ""), "answer": request.POST.get("answer", "")}
    try:
        take_step(task, name, request.actor, **given)
    except Refused as error:
        _say(request, error)
        return back if whole else show_row(request, filing, row, Kept(answer=given["answer"]), status=422)
    messages.success(request, DONE[name])
    return back
