"""Rows of a filing: one row as a page for the phone, taking in what the register gained, striking, the head."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from portal.access import page
from portal.refusal import Refused
from reporting.carrying import carry
from reporting.models import Filing
from reporting.permissions import CITY, CONFIRM_ROW, TYPE, VIEW_ROWS
from reporting.presenters.open_rows import open_rows_page
from reporting.presenters.row import Kept, row_page
from reporting.queries.filings import get_filing, get_row, get_row_filing
from reporting.services import rows
from reporting.services.filling import Closed
from reporting.views.filing import back_to


@require_GET
@page(VIEW_ROWS, Filing)
def row(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """One row as a card with big fields; a school or county sees its own row here."""
    return show_row(request, get_row_filing(request.actor, pk, row), row, Kept())


@require_GET
@page(CONFIRM_ROW)
def open_rows(request: HttpRequest) -> HttpResponse:
    """本期待填: all rows in the hands of a school or county, on one page."""
    return render(request, "reporting/open_rows.html", open_rows_page(request.actor))


def show_row(request: HttpRequest, filing: Filing, row: int, kept: Kept, status: int = 200) -> HttpResponse:
    """Draw a row's page; what was typed and not taken stands in its fields again."""
    line = get_row(request.actor, filing, row)
    return render(request, "reporting/row.html", row_page(request.actor, filing, line, kept), status=status)


def _act(request: HttpRequest, filing, action, done: str) -> HttpResponse:
    try:
        action()
    except Refused as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, done)
    return redirect(back_to(filing))


@require_POST
@page(TYPE, Filing)
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the rows the register gained, or on a form of free rows the line that was typed."""
    filing = get_filing(request.actor, pk)
    label = request.POST.get("label", "")
    if filing.edition.axis == "free":
        return _act(request, filing, lambda: rows.add_free_row(filing, label, request.actor), "已增加一行。")
    return _act(request, filing, lambda: rows.take_in_missing(filing, request.actor), "已补入登记册里新增的行。")


@require_POST
@page(TYPE, Filing)
def carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    """提取上期: the blanks that may be filled from the filing before."""
    filing = get_filing(request.actor, pk)
    try:
        number = carry(filing, request.actor)
    except (Closed, Refused) as error:
        messages.error(request, f"没有提取:{error}")
    else:
        messages.success(request, f"已提取 {number} 格,都标了待核:改了数的自动取消,没变的请核对后取消待核。")
    return redirect(f"{back_to(filing)}#notes")


@require_POST
@page(TYPE, Filing)
def strike(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Say that a row does not apply this time, or take it up again."""
    filing = get_filing(request.actor, pk)
    line = get_row(request.actor, filing, row)
    take_back = request.POST.get("take_back") == "1"
    reason = "" if take_back else request.POST.get("reason", "").strip()
    if not take_back and len(reason) < 2:
        messages.error(request, "注明本期不填要写理由,至少 2 个字。")
        return show_row(request, filing, row, Kept(striking=True, reason=reason), status=422)
    try:
        rows.strike(filing, line, reason, request.actor)
    except Refused as error:
        for text in error.messages:
            messages.error(request, text)
        return show_row(request, filing, row, Kept(striking=True, reason=reason), status=422)
    messages.success(request, "已恢复本行。" if take_back else "已注明本行本期不填。")
    return redirect(back_to(filing))


@require_POST
@page(CITY, Filing)
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """联系电话 of the filing's head."""
    filing = get_filing(request.actor, pk)
    number = request.POST.get("phone", "")
    return _act(request, filing, lambda: rows.set_phone(filing, number, request.actor), "联系电话已保存。")
