"""Adding and changing schools: each a form of its own, in one's own scope only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from pairing import permissions, tables
from pairing.forms.schools import CloseForm, RenameForm, SchoolForm, SeatForm
from pairing.queries import schools as queries
from pairing.services import schools
from pairing.views.common import form_page, into_form, way_back
from portal import access, clock
from portal.queries import organisations
from portal.refusal import Refused


@access.page(permissions.ADD)
def add(request: HttpRequest) -> HttpResponse:
    """A school or training institution; ``next`` leads back to a form that is being filled."""
    actor = request.actor
    form = SchoolForm(request.POST or None, scope=actor.scope, day=clock.today())
    if form.is_valid():
        data = form.cleaned_data
        new = schools.NewSchool(
            data["name"], data["grade"], data["region"], seat_source=data["seat_source"], opened_on=data["opened_on"]
        )
        try:
            school = schools.add(new, actor)
        except Refused as refused:
            into_form(form, refused)
        else:
            messages.success(request, f"已添加{school}。")
            return redirect(way_back(request, reverse("school", args=[school.pk])))
    hint = "先在院校一览里查一查是否已经登记;同名院校只登记一次。"
    back = way_back(request, reverse("schools"))
    return form_page(request, form, title="添加院校或培训机构", back=back, button="添加", hint=hint)


@access.page(permissions.CHANGE)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name from a day; the past keeps the old one."""
    school = _school(request, pk)
    form = RenameForm(request.POST or None)
    return _change(
        request, school, form, "更名", lambda d: schools.rename(school, d["name"], d["on"], request.actor, d["note"])
    )


@access.page(permissions.CHANGE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closed or merged from a day."""
    school = _school(request, pk)
    others = queries.open_ones(request.actor.scope).exclude(pk=pk)
    form = CloseForm(request.POST or None, others=others)
    return _change(
        request,
        school,
        form,
        "停办或合并",
        lambda d: schools.close(school, d["on"], request.actor, d["note"], d["into"]),
    )


@access.page(permissions.ASSIGN)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """The province says from when a school belongs to which city, confirms it, or corrects it."""
    school = _school(request, pk)
    first = school.organisation.region_id is None
    form = SeatForm(request.POST or None, first=first, initial=_seat_of(school))
    return _change(
        request,
        school,
        form,
        tables.seat_step(school.organisation),
        lambda d: schools.assign(school, d["city"], d["on"], d["note"], request.actor, d["confirmed"]),
    )


def _seat_of(school) -> dict:
    """What is known of the seat; for a school without a city the source only says why it has none."""
    organisation = school.organisation
    if organisation.region_id is None:
        return {}
    since = organisations.present_seat(organisation)[0].valid_from
    return {"city": organisation.region_id, "on": since, "note": school.seat_source}


def _school(request: HttpRequest, pk: int):
    return access.get_visible_or_404(queries.register(), request.actor, pk=pk)


def _change(request: HttpRequest, school, form, title: str, act) -> HttpResponse:
    """Show the form, or do what was sent and go back to the school."""
    back = reverse("school", args=[school.pk])
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refused:
            into_form(form, refused)
        else:
            since = ",自填写的日期起生效" if form.cleaned_data["on"] else ""
            messages.success(request, f"{title}已办理{since}。")
            return redirect(back)
    return form_page(request, form, title=f"{title}:{school}", back=back, button=title)
