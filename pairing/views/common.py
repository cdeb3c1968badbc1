"""What the pages of this app share: filters in the address, workbooks, refusals in the form."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from portal.components import Empty, Pagination, pagination
from portal.refusal import Refused

PAGE_ROWS = 50
WORKBOOK = "xlsx"


def wants_workbook(request: HttpRequest) -> bool:
    """Whether the list is asked for as .xlsx (``?out=xlsx``)."""
    return request.GET.get("out") == WORKBOOK


def workbook_url(form) -> str:
    """The address of the list, as filtered, as a workbook."""
    return "?" + urlencode(form.chosen | {"out": WORKBOOK})


def paged(request: HttpRequest, rows, form, unit: str) -> tuple[list, Pagination | None]:
    """One page of a list and the links to its neighbours; None where one page holds it all."""
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    links = pagination(page, form.chosen, unit) if page.paginator.num_pages > 1 else None
    return list(page.object_list), links


def unreadable() -> Empty:
    """What stands in place of a list whose filters cannot be read."""
    return Empty("没有查询", "条件里有写错的,更正后再查询。")


def into_form(form, refused: Refused) -> None:
    """Put a service's reasons at the head of the form that was sent."""
    for message in refused.messages:
        form.add_error(None, message)


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The address of our own that ``next`` names, else ``otherwise``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else otherwise


def form_page(request: HttpRequest, form, *, title: str, back: str, button: str, **more) -> HttpResponse:
    """A page with one form; 422 where it was sent with faults, so that nobody takes it for done.

    ``more``: facts, hint, and ``follows``, the sentences a yes is asked for.
    """
    context = {"form": form, "title": title, "back": back, "button": button} | more
    return render(request, "pairing/form.html", context, status=422 if form.errors else 200)
