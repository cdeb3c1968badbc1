"""附件1 as the notice prints it, and the list of poverty counties on a day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pairing import exports, permissions, tables
from pairing.forms.filters import PovertyFilter
from pairing.queries import partnerships, poverty
from pairing.views.common import unreadable, wants_workbook, workbook_url
from portal import access, clock
from portal.components import Button, Card, Empty
from portal.services import exporting


@access.page(permissions.PUBLIC)
def attachment1(request: HttpRequest) -> HttpResponse:
    """优质技工院校与重点贫困县(市)对接表, on paper and as a workbook in the printed layout."""
    rows = partnerships.attachment1()
    if wants_workbook(request):
        return exporting.take_file(request.actor, exports.ATTACHMENT1_TITLE, exports.attachment1(rows), len(rows))
    counties = sum(len(row.counties) for row in rows)
    context = {"rows": rows, "title": exports.ATTACHMENT1_TITLE, "counties": counties}
    return render(request, "pairing/attachment1.html", context)


@access.page(permissions.PUBLIC)
def poverty_counties(request: HttpRequest) -> HttpResponse:
    """The counties of the list, and where each stood on the day asked (``?on=2019-04-04``; today where none is)."""
    form = PovertyFilter(request.GET, on=str(clock.today()))
    valid = form.is_valid()
    data = form.cleaned_data
    day = data.get("on")
    found = poverty.standings(day, data["grade"], data["state"], data["q"]) if valid else []
    if wants_workbook(request) and valid:
        chosen = form.chosen | {"on": str(day)}
        title = f"贫困县在册情况({day})"
        return exporting.take_out(request.actor, title, tables.POVERTY_COLUMNS, tables.poverty_lines(found), chosen)
    empty = (
        Empty("没有符合条件的县(市)", "请放宽条件。", Button("清空条件", reverse("poverty"))) if valid else unreadable()
    )
    context = {
        "filters": form,
        "table": tables.poverty_table(found, empty),
        "count": len(found),
        "cards": _cards(found) if valid else [],
        "day": day,
        "valid": valid,
        "too_early": valid and day < poverty.FIRST_DAY,
        "derived": poverty.derived(),
        "notice_day": partnerships.NOTICE_DAY,
        "workbook_url": workbook_url(form),
    }
    return render(request, "pairing/poverty.html", context)


def _cards(found: list[poverty.Standing]) -> list[Card]:
    return [
        Card(words, str(sum(row.state == state for row in found)), "个县(市)") for state, words in poverty.WORDS.items()
    ]
