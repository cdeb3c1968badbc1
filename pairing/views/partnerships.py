"""结对: the list from either side, pairing and ending."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from pairing import permissions, tables
from pairing.forms.filters import PartnershipFilter
from pairing.forms.partnerships import EndForm, PairForm
from pairing.models import Partnership
from pairing.queries import partnerships as queries
from pairing.queries import schools
from pairing.services import partnerships
from pairing.views.common import form_page, into_form, paged, unreadable, wants_workbook, workbook_url
from portal import access, clock
from portal.components import Button, Empty
from portal.queries import regions
from portal.refusal import Refused
from portal.services import exporting


@access.page(permissions.VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """省级 and 市级 pairings that concern one's schools or counties."""
    actor = request.actor
    form = PartnershipFilter(request.GET, whole=actor.scope.whole)
    valid = form.is_valid()
    found = queries.listing(actor.scope, _wanted(form)) if valid else queries.register().none()
    if wants_workbook(request) and valid:
        return exporting.take_out(actor, "结对一览表", tables.PAIR_COLUMNS, tables.pair_lines(found), form.chosen)
    rows, links = paged(request, found, form, "对")
    may_pair = access.may(actor, permissions.PAIR)
    table = tables.pair_table(
        rows,
        clock.today(),
        linked=frozenset(schools.register().visible_to(actor.scope).values_list("pk", flat=True)),
        endable=frozenset(pair.pk for pair in rows if may_pair and _may_end(pair, actor)),
        empty=_nothing(form) if valid else unreadable(),
    )
    context = {
        "filters": form,
        "table": table,
        "pages": links,
        "count": found.count(),
        "may_add": may_pair,
        "workbook_url": workbook_url(form),
    }
    return render(request, "pairing/partnerships.html", context)


@access.page(permissions.PAIR)
def add(request: HttpRequest) -> HttpResponse:
    """A city pairs its own schools with its own 县(市) (三); the province adds 省级 ones too."""
    actor, day = request.actor, clock.today()
    form = PairForm(
        request.POST or None,
        open_schools=schools.open_ones(actor.scope),
        counties=regions.partner_counties_on(day, None if actor.scope.whole else actor.scope.region_id),
        whole=actor.scope.whole,
    )
    if form.is_valid():
        data = form.cleaned_data
        level = data.get("level", Partnership.Level.CITY)
        try:
            made = partnerships.pair(data["school"], data["county"], level, data["valid_from"], actor)
        except Refused as refused:
            into_form(form, refused)
        else:
            messages.success(request, f"已建立结对:{made}。")
            return redirect("partnerships")
    hint = "通知(三):各市(地)将属地技工院校与属地县(市)建立结对;跨市(地)的省级结对由省厅确定。"
    back = reverse("partnerships")
    return form_page(request, form, title="建立结对", back=back, button="建立结对", hint=hint)


@access.page(permissions.PAIR)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """A pairing no longer runs from a day."""
    pair = access.get_visible_or_404(queries.register(), request.actor, pk=pk)
    if pair.valid_to is None and not _may_end(pair, request.actor):
        raise PermissionDenied("省级结对由省厅结束,本市只能结束市级结对。")
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            partnerships.end(pair, form.cleaned_data["on"], request.actor, form.cleaned_data["note"])
        except Refused as refused:
            into_form(form, refused)
        else:
            messages.success(request, f"结对已结束:{pair}。")
            return redirect("partnerships")
    facts = f"{pair.get_level_display()} · {pair.valid_from} 起"
    back = reverse("partnerships")
    return form_page(request, form, title=f"结束结对:{pair}", back=back, button="结束结对", facts=facts)


def _wanted(form: PartnershipFilter) -> queries.Wanted:
    data = form.cleaned_data
    return queries.Wanted(data["q"], data["level"], data.get("city", ""), data["on"])


def _may_end(pair, actor) -> bool:
    return pair.valid_to is None and (actor.scope.whole or pair.level == Partnership.Level.CITY)


def _nothing(form: PartnershipFilter) -> Empty | None:
    if form.chosen:
        return Empty("没有符合条件的结对", "请放宽条件。", Button("清空条件", reverse("partnerships")))
    return None
