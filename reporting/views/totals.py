"""Totals of a form and period, what a figure is made of, and the same tables as workbooks."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from portal import access
from portal.components import Empty
from portal.services.exporting import take_out
from reporting.formspec.spec import Column
from reporting.formspec.units import NOTE, money_columns
from reporting.models import Period
from reporting.permissions import BOARD, ROWS_ONLY, VIEW, VIEW_ROWS
from reporting.presenters import board as board_words
from reporting.presenters import totals as words
from reporting.presenters.changes import AGAINST, change_table, why_not
from reporting.presenters.charts import chart_page
from reporting.presenters.nothing import empty_table, nothing_counted
from reporting.presenters.own_rows import newest
from reporting.presenters.tables import FigureTable
from reporting.presenters.wan import totals_in_wan
from reporting.queries import periods
from reporting.queries.changes import changes_of
from reporting.queries.compare import compare, course
from reporting.queries.drill import drill as read_drill
from reporting.queries.forms import newest_editions
from reporting.queries.pairs import pairs
from reporting.queries.standings import BASES, DRAFT, RECEIVED
from reporting.queries.totals import Totals, by_city, by_row
from reporting.views.asked import basis_asked, one_of, period_of, wants_workbook


@require_GET
@access.page(VIEW_ROWS)
def current(request: HttpRequest) -> HttpResponse:
    """The first form of the current period; a school or county is led to the newest figures of its own row."""
    own = newest(request.actor) if access.may(request.actor, ROWS_ONLY) else None
    if own is not None:
        return redirect(reverse("totals", args=[own.form, own.period.code]))
    editions, period = newest_editions(), periods.current()
    if not editions or period is None:
        raise Http404("还没有表式或报送期。")
    return redirect(reverse("totals", args=[editions[0].code, period.code]))


@require_GET
@access.page(VIEW_ROWS)
def totals(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """Live totals: ?by=city, row, pair or compare; ?basis=received, sent, issued or draft."""
    found_period, basis = period_of(period), _basis(request)
    whole = access.may(request.actor, VIEW)
    by = one_of(request.GET.get("by", ""), WAYS if whole else OWN_WAYS, "city" if whole else "row")
    base = by_city(request.actor.scope, form, found_period, basis)
    if base is None:
        raise Http404(f"没有表号 {form[:20]}。")
    if _in_wan(request):
        base = totals_in_wan(base)
    shown = WAYS[by](request, base)
    table: FigureTable | None = shown.pop("table")
    if wants_workbook(request) and table is not None:
        filters = {"form": form, "period": period} | request.GET.dict()
        return take_out(request.actor, table.title, *table.book(), filters=filters)
    return render(
        request,
        "reporting/totals.html",
        _frame(request, base, by) | shown | _drawn(table, empty_table(base, request.actor)),
    )


def _basis(request: HttpRequest) -> str:
    """Schools and counties read what was received or issued; the rest is the city's own business until then."""
    offered = BASES if access.may(request.actor, VIEW) else (RECEIVED, "issued")
    return basis_asked(request, list(offered))


def _in_wan(request: HttpRequest) -> bool:
    return one_of(request.GET.get("unit", ""), ("yuan", "wan"), "yuan") == "wan"


def _unit_url(request: HttpRequest, base: Totals, by: str) -> str:
    """The same table in the other unit; "" where there is no money, or the table compares several periods or pairs."""
    if by not in ("city", "row") or not money_columns(base.spec):
        return ""
    query = request.GET.dict() | {"unit": "yuan" if _in_wan(request) else "wan"}
    return f"?{urlencode(query)}"


def _drawn(table: FigureTable | None, empty: Empty) -> dict:
    return {"table": table.drawn(empty) if table else words.NO_PAIRS}


def _frame(request: HttpRequest, base: Totals, by: str) -> dict:
    address = reverse("totals", args=[base.form, base.period.code])
    whole = access.may(request.actor, VIEW)
    return {
        "found": base,
        "period": base.period,
        "periods": periods.opened(),
        "forms": newest_editions(),
        "by": by,
        "ways": words.view_tabs(request.actor, base.spec, base.period, base.basis, by),
        "tabs": board_words.basis_tabs(base.basis, address, {"by": by}, list(BASES) if whole else [RECEIVED, "issued"]),
        "badge": words.counted_badge(base) if whole else None,
        "source": words.source_words(base),
        "nothing": nothing_counted(base, request.actor),
        "nil": [one.city for one in base.nil],
        "workbook_url": words.workbook_url(address, request.GET.dict()),
        "unit_url": _unit_url(request, base, by),
        "unit": "以元为单位" if _in_wan(request) else "以万元为单位",
        "books": access.may(request.actor, BOARD) and base.basis != DRAFT and bool(base.counted),
        "notes": [*([NOTE] if _in_wan(request) else []), *base.spec.notes],
        "whole": whole,
    }


def _by_city(request: HttpRequest, base: Totals) -> dict:
    return {"table": words.city_table(base)}


def _by_row(request: HttpRequest, base: Totals) -> dict:
    found = by_row(request.actor.scope, base.form, base.period, base.basis)
    found = totals_in_wan(found) if _in_wan(request) else found
    return {"table": words.row_table(found, request.GET.get("city", ""), not access.may(request.actor, VIEW))}


def _by_pair(request: HttpRequest, base: Totals) -> dict:
    found = pairs(request.actor.scope, base.form, base.period, base.basis)
    if found is None or not found.pairs:
        return {"table": None}
    title = words.caption(base, "省级结对")
    return {"table": words.pair_table(found, title, base.period.half, base.basis, base.period)}


def _by_year(request: HttpRequest, base: Totals) -> dict:
    axis = one_of(request.GET.get("group", ""), ("total", "city", "row"), "total")
    column = _column(request, base)
    found = compare(request.actor.scope, base.form, base.period, base.basis, axis == "row")
    if axis == "total":
        table = words.years_table(found, words.caption(base, "历年比较"), base.form, base.basis)
    else:
        title = words.caption(base, f"{column.short_for(base.period.half)}历年比较")
        table = words.lines_table(found, title, column, axis)
    return {"table": table, "axis": axis, "columns": _columns(base, column), "region_notes": words.region_notes(found)}


def _by_chart(request: HttpRequest, base: Totals) -> dict:
    column = _column(request, base)
    found = course(request.actor.scope, base.form, base.period, base.basis)
    title = words.caption(base, f"{column.short_for(base.period.half)}图表")
    return chart_page(found, base, column, title) | {"columns": _columns(base, column)}


def _by_change(request: HttpRequest, base: Totals) -> dict:
    column = _column(request, base)
    axis = one_of(request.GET.get("group", ""), ("city", "row"), "city")
    against = one_of(request.GET.get("against", ""), tuple(AGAINST), "lastyear")
    found = course(request.actor.scope, base.form, base.period, base.basis, axis == "row")
    change = changes_of(found, column, against == "lastyear")
    rival = change.against.period if change.against else "无"
    title = words.caption(base, f"{column.short_for(base.period.half)}{AGAINST[against]}({rival})")
    table = change_table(change, base, column, axis, title)
    shown = {"axis": axis, "against": against, "rivals": AGAINST, "why_not": why_not(change, base, column)}
    return shown | {"table": table, "columns": _columns(base, column)}


def _column(request: HttpRequest, base: Totals) -> Column:
    keys = [column.key for column in base.columns]
    return base.spec.column(one_of(request.GET.get("column", ""), keys, keys[0]))


def _columns(base: Totals, chosen: Column) -> list[dict]:
    half = base.period.half
    return [{"key": one.key, "title": one.short_for(half), "current": one == chosen} for one in base.columns]


WAYS: dict[str, Callable[[HttpRequest, Totals], dict]] = {
    "city": _by_city,
    "row": _by_row,
    "pair": _by_pair,
    "compare": _by_year,
    "chart": _by_chart,
    "change": _by_change,
}
OWN_WAYS = ("row", "pair", "compare")


@require_GET
@access.page(VIEW_ROWS)
def drill(request: HttpRequest, form: str, period: str) -> HttpResponse:
    """The rows behind one figure: ?column=c5, perhaps ?city= and ?row=."""
    found_period: Period = period_of(period)
    city, row = request.GET.get("city", ""), request.GET.get("row", "")
    column = request.GET.get("column", "")
    found = read_drill(request.actor.scope, form, found_period, _basis(request), column, city, row)
    if found is None:
        raise Http404("没有这一列。")
    title = words.caption(found.found, found.column.short_for(found_period.half))
    table = words.drill_table(found, title, request.actor)
    if wants_workbook(request):
        filters = {"form": form, "period": period} | request.GET.dict()
        return take_out(request.actor, title, *table.book(), filters=filters)
    shown = {
        "found": found,
        "title": title,
        "period": found_period,
        "table": table.drawn(empty_table(found.found, request.actor)),
        "back": board_words.totals_url(form, found_period, found.found.basis),
        "workbook_url": words.workbook_url(request.path, request.GET.dict()),
        "total": words.total_words(found),
    }
    return render(request, "reporting/drill.html", shown)
