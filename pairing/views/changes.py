"""Adding and changing schools: each a form of its own, in one's own scope only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from pairing import permissions, tables
from pairing.forms.schools import CloseForm, RenameForm, ReopenForm, SchoolForm, SeatForm
from pairing.queries import schools as queries
from pairing.services import schools
from pairing.views.common import form_page, into_form, way_back
from portal import access, clock
from portal.queries import organisations
from portal.refusal import Refused

CLOSE = "停办或合并"


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
    if school.organisation.closed_on:
        return _closed(request, school)
    form = RenameForm(request.POST or None)
    return _change(
        request, school, form, "更名", lambda d: schools.rename(school, d["name"], d["on"], request.actor, d["note"])
    )


@access.page(permissions.CHANGE)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Closed or merged from a day; the first time it is sent, what would follow is said and asked about."""
    school = _school(request, pk)
    if school.organisation.closed_on:
        return _closed(request, school)
    others = queries.open_ones(request.actor.scope).exclude(pk=pk)
    form = CloseForm(request.POST or None, others=others)
    if form.is_valid() and form.cleaned_data["agreed"] != form.asked:
        return _ask_to_close(request, school, form, others)
    return _change(
        request,
        school,
        form,
        CLOSE,
        lambda d: schools.close(school, d["on"], request.actor, d["note"], d["into"]),
    )


def _ask_to_close(request: HttpRequest, school, form: CloseForm, others) -> HttpResponse:
    """The same form with what follows above it; sent again unchanged, it is a yes."""
    page = {"title": f"{CLOSE}:{school}", "back": reverse("school", args=[school.pk]), "button": CLOSE}
    try:
        follows = schools.foresee_closing(school, form.cleaned_data["on"], form.cleaned_data["into"])
    except Refused as refused:
        into_form(form, refused)
        return form_page(request, form, **page)
    asked = CloseForm(request.POST.dict() | {"agreed": form.asked}, others=others)
    return form_page(request, asked, **page | {"button": f"确认{CLOSE}"}, follows=follows)


@access.page(permissions.CHANGE)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """A closing or merging that was wrong is taken back, with a reason."""
    school = _school(request, pk)
    if school.organisation.closed_on is None:
        messages.info(request, f"{school}仍在办,没有可撤销的停办。")
        return redirect("school", pk)
    form = ReopenForm(request.POST or None)
    return _change(request, school, form, "撤销停办", lambda d: schools.reopen(school, d["note"], request.actor))


@access.page(permissions.ASSIGN)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """The province says from when a school belongs to which city, confirms it, or corrects it."""
    school = _school(request, pk)
    if school.organisation.closed_on:
        return _closed(request, school)
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


def _closed(request: HttpRequest, school) -> HttpResponse:
    """A closed school is changed no more; its page says how a wrong closing is taken back."""
    messages.info(request, f"{school}已于 {school.organisation.closed_on} 停办,不能再变更。停办有误的,请先撤销停办。")
    return redirect("school", school.pk)


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
            since = ",自填写的日期起生效" if form.cleaned_data.get("on") else ""
            messages.success(request, f"{title}已办理{since}。")
            return redirect(back)
    return form_page(request, form, title=f"{title}:{school}", back=back, button=title)
