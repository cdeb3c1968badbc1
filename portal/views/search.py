"""What the search box of the top bar finds."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from portal import access, identity, search
from portal.components import Column, Empty, Link, Panel, Row, Table
from portal.permissions import SEARCH

NOTHING = Empty("没有找到", "写名称里连着的几个字、拼音或首字母再查;只查得到您范围内的院校、县(市、区)和填报。")
START = Empty("请写要找的名称", "院校、县(市、区)或市(地)的名称、拼音、首字母,如 桦南、jmsj。")


@require_GET
@access.page(SEARCH)
def show(request: HttpRequest) -> HttpResponse:
    """Schools, rows and filings by name: ?q=. A person's number is no name, and must not stay in an address."""
    words = search.words("".join(request.GET.get("q", "").split()))
    if identity.holds_personal(words):
        messages.warning(request, "这里按名称查找,请不要写身份证号或手机号。")
        return redirect("search")
    found = search.find(request.actor, words) if words else []
    shown = {
        "search_text": words,
        "panels": [Panel(heading, _table(heading, hits), f"{len(hits)} 条") for heading, hits in found],
        "empty": NOTHING if words else START,
    }
    return render(request, "portal/search.html", shown)


def _table(heading: str, hits) -> Table:
    rows = [Row([Link(hit.title, hit.url, strong=True), hit.below]) for hit in hits]
    return Table(heading, [Column("名称"), Column("说明")], rows)
