"""What the frame around every page needs; templates/base.html names the variables."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from portal import access, clock, nav
from portal.permissions import SEARCH
from portal.queries import messages


def frame(request) -> dict:
    """Navigation by duty, unread messages, the demo's date. Counts are asked only where a template shows them."""
    values = {"demo_date": demo_date(), "home_url": reverse("home")}
    actor = getattr(request, "actor", None)
    if actor is None or actor.account is None:
        return values
    return values | {
        "page_frame": "base.html",
        "duty": actor.duty,
        "unit_name": actor.organisation.name if actor.organisation else "",
        "nav": SimpleLazyObject(lambda: _asked(request)["nav"]),
        "account_menu": SimpleLazyObject(lambda: _account_menu(request)),
        "unread": SimpleLazyObject(lambda: _asked(request)["unread"]),
        "messages_url": reverse("messages"),
        "help_url": reverse("help"),
        "search_url": reverse("search") if access.may(actor, SEARCH) else "",
        "signout_url": reverse("signout"),
    }


def demo_date() -> str:
    """The shifted day in words, in demo mode only."""
    today = clock.today()
    return f"{today.year}年{today.month}月{today.day}日" if settings.DEMO else ""


def _entries(request) -> list[dict]:
    shown = [
        {
            "url": reverse(entry.url_name),
            "title": entry.title,
            "count": entry.count(request.actor) if entry.count else 0,
        }
        for entry in nav.entries(request.actor)
    ]
    inside = [entry["url"] for entry in shown if request.path.startswith(entry["url"])]
    current = max(inside, key=len, default="")  # the home page's address begins every other
    if current == reverse("home") != request.path:
        current = ""
    return [entry | {"current": entry["url"] == current} for entry in shown]


def _account_menu(request) -> list[dict]:
    present = request.actor.duty
    items = [
        {"url": reverse("account"), "title": "我的账号"},
        {"url": reverse("password"), "title": "修改口令"},
    ]
    if len(request.duties) > 1:
        items.append({"url": f"{reverse('account')}#duties", "title": f"切换岗位(现为{present.get_role_display()})"})
    return items


def frame_state(request) -> tuple:
    """What of the frame can change by itself: counts and the day. A page's ETag must stand on it too."""
    asked = _asked(request)
    return demo_date(), asked["unread"], tuple((entry["url"], entry["count"]) for entry in asked["nav"])


def _asked(request) -> dict:
    """Counts are asked once a request, whether for the ETag or for the page."""
    if not hasattr(request, "frame"):
        request.frame = {"nav": _entries(request), "unread": messages.unread(request.actor.account)}
    return request.frame
