"""待办: what is due, when, in what state; one click to the cell that blocks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from portal import access, calendar, clock, home, nav, permissions
from portal.components import Button, Column, Empty, Lines, Link, Panel, Row, Table

HEADS = [Column("事项"), Column("状态", "state"), Column("截止"), Column("进度"), Column("", "action")]
NO_DUTY = Empty("还没有岗位", "您的账号今天没有岗位,看不到任何业务。请与安全管理员联系任命岗位。")
NOTHING = Empty("没有要办的事", "有新的报送期开放、退回或申请时,会列在这里。其他栏目可随时查看。")


@require_GET
@access.page(access.SIGNED_IN)
def show(request: HttpRequest) -> HttpResponse:
    """The first page of whoever is signed in."""
    actor = request.actor
    found = home.todos(actor)
    boxes = home.panels(actor)
    if not found and not boxes:
        boxes = [_pages(actor)]
    shown = {
        "facts": [calendar.long_day(clock.now()), *home.facts(actor), *_counted(found)],
        "table": _table(found, actor),
        "panels": boxes,
    }
    return render(request, "portal/home.html", shown)


def _counted(found: list[home.Todo]) -> list[str]:
    """«要我办 6 项,等别处办 2 项»: the number beside 待办 is the first of the two."""
    mine, all_of = sum(one.things for one in found if one.mine), sum(one.things for one in found)
    return [f"要我办 {mine} 项,等别处办 {all_of - mine} 项"] if found else []


def _table(found: list[home.Todo], actor) -> Table:
    first = next((one for one in found if one.mine and one.action and not one.action.why), None)
    rows = [Row(_values(one, one is first)) for one in found]
    return Table("待办", HEADS, rows, empty=NOTHING if actor.duty else NO_DUTY)


def _values(one: home.Todo, primary: bool) -> list[object]:
    due = Lines(one.due, one.note, strong=True) if one.due else one.note
    action = one.action
    if action and primary:
        action = Button(action.text, action.url, primary=True, label=action.label)
    return [Lines(one.title, one.below, strong=True), one.badge, due, one.progress, action or ""]


def _pages(actor) -> Panel:
    """For duties that keep the system: the pages they have."""
    entries = [entry for entry in nav.entries(actor) if entry.permission != permissions.HOME]
    rows = [Row([Link(entry.title, reverse(entry.url_name))]) for entry in entries]
    return Panel("您的页面", Table("您的页面", [Column("页面")], rows, empty=NO_DUTY))
