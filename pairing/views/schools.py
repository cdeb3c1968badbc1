"""院校与结对: the register of schools, one school, and those that wait for a city."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pairing import permissions, tables
from pairing.forms.filters import SchoolFilter
from pairing.queries import partnerships
from pairing.queries import schools as queries
from pairing.views.common import paged, unreadable, wants_workbook, workbook_url
from portal import access, clock
from portal.components import Button, Empty, Facts, Panel, Row, Table
from portal.models import Organisation, Role
from portal.queries import organisations
from portal.services import exporting


@access.page(permissions.VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """The schools of one's scope, with search, filters and a workbook."""
    actor, day = request.actor, clock.today()
    form = SchoolFilter(request.GET, whole=actor.scope.whole)
    valid = form.is_valid()
    found = queries.listing(actor.scope, _wanted(form), day) if valid else queries.register().none()
    if wants_workbook(request) and valid:
        return exporting.take_out(
            actor, "技工院校一览表", tables.SCHOOL_COLUMNS, tables.school_lines(found), form.chosen
        )
    rows, links = paged(request, found, form, "所")
    context = {
        "filters": form,
        "table": tables.school_table(rows, _nothing(form, actor) if valid else unreadable()),
        "pages": links,
        "count": found.count(),
        "unassigned": queries.without_seat(actor.scope).count() if access.may(actor, permissions.ASSIGN) else 0,
        "may_add": access.may(actor, permissions.ADD),
        "workbook_url": workbook_url(form),
    }
    return render(request, "pairing/schools.html", context)


@access.page(permissions.VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One school: profile, names it had, pairings."""
    actor = request.actor
    school = access.get_visible_or_404(queries.register(), actor, pk=pk)
    spells = organisations.spells(school.organisation)
    pairs = list(partnerships.register().visible_to(actor.scope).filter(school=school).order_by("valid_to", "pk"))
    return render(
        request,
        "pairing/school.html",
        {
            "school": school,
            "facts": Facts(tables.school_facts(school)),
            "spells": Panel("名称与属地沿革", tables.spell_table(spells)),
            "pairs": Panel("结对县(市)", tables.pair_table(pairs, clock.today(), with_school=False)),
            "buttons": _buttons(school, actor),
        },
    )


@access.page(permissions.ASSIGN)
def unassigned(request: HttpRequest) -> HttpResponse:
    """待分配: schools that no city reports, because no source says where they are."""
    found = list(queries.without_seat(request.actor.scope))
    table = Table(
        "属地待分配的院校",
        tables.UNASSIGNED,
        [
            Row([tables.school_link(one), one.get_grade_display(), one.seat_source, _assign_button(one)])
            for one in found
        ],
        empty=Empty("没有待分配的院校", "每所院校都有属地,由所在市(地)填报。"),
    )
    return render(request, "pairing/unassigned.html", {"table": table, "count": len(found)})


def _wanted(form: SchoolFilter) -> queries.Wanted:
    data = form.cleaned_data
    return queries.Wanted(data["q"], data.get("city", ""), data["grade"], data["attachment1"], data["state"])


def _nothing(form: SchoolFilter, actor) -> Empty:
    if form.chosen:
        return Empty("没有符合条件的院校", "请放宽条件,或检查名称的写法。", Button("清空条件", reverse("schools")))
    if access.may(actor, permissions.ADD):
        add = Button("添加院校或培训机构", reverse("school-add"))
        return Empty("还没有登记院校", "把属地的技工院校和职业培训机构逐所添加进来。", add)
    if actor.role == Role.COUNTY:
        pairs = Button("看结对一览", reverse("partnerships"))
        return Empty("本县(市、区)境内没有登记的院校", "与本县结对的院校在“结对一览”里,由院校所在市(地)登记。", pairs)
    return Empty("还没有登记院校", "院校由所在市(地)人社局或省厅添加。")


def _assign_button(school) -> Button:
    name = school.organisation.name
    return Button("分配属地", reverse("school-assign", args=[school.pk]), label=f"分配属地:{name}")


def _buttons(school, actor) -> list[Button]:
    closed = school.organisation.closed_on is not None
    found = []
    if access.may(actor, permissions.ASSIGN) and not closed:
        waits = school.organisation.seat != Organisation.Seat.KNOWN
        step = tables.seat_step(school.organisation)
        found.append(Button(step, reverse("school-assign", args=[school.pk]), primary=waits))
    if access.may(actor, permissions.CHANGE):
        why = "已停办,不能更名;停办有误的请先撤销停办" if closed else ""
        found.append(Button("更名", reverse("school-rename", args=[school.pk]), why=why))
        if closed:
            found.append(Button("撤销停办", reverse("school-reopen", args=[school.pk])))
        else:
            found.append(Button("停办或合并", reverse("school-close", args=[school.pk])))
    return found
