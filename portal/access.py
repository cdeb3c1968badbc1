"""What each duty may do, and the one way a view gets at an object.

A stranger's object is 404, so that its existence does not leak; a missing right on one's own object is 403.
"""

from collections import defaultdict
from functools import wraps
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.actor import Actor
from portal.models import Role

_granted: dict[str, set[str]] = defaultdict(set)
EVERYONE = tuple(Role.values)
SIGNED_IN = "signed_in"  # any account, even one without a duty today
PUBLIC = ""
EXPIRED = "登录已过期,请重新登录。刚才填的还在。"


def grant(permission: str, *roles: str) -> str:
    """Give a permission to roles; called where the permission is declared. Returns its name."""
    _granted[permission] |= {str(role) for role in roles}
    return permission


def may(actor: Actor, permission: str) -> bool:
    """Whether the actor's present duty carries the permission."""
    if permission == SIGNED_IN:
        return actor.account is not None
    return actor.role in _granted[permission]


def require(actor: Actor, permission: str) -> None:
    """For services: the portal itself may, a person only with the permission; else PermissionDenied."""
    if not actor.system and not may(actor, permission):
        raise PermissionDenied("您的岗位没有这项权限。")


def permissions() -> dict[str, frozenset[str]]:
    """Every declared permission with its roles, for the access matrix and the help page."""
    return {name: frozenset(roles) for name, roles in _granted.items()}


def page(permission: str, about: type[models.Model] | None = None):
    """A view for signed-in people whose duty carries ``permission``; others get the sign-in page or 403.

    ``about``: the model of the view's ``pk``. Who lacks the right and may not even see the object gets 404.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.actor.account is None:
                return ask_to_sign_in(request)
            if not may(request.actor, permission):
                if about is not None:
                    get_visible_or_404(about.objects.all(), request.actor, pk=kwargs["pk"])
                raise PermissionDenied("您的岗位没有这项权限。")
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate


def public(view):
    """Mark a view that anyone may open; the access matrix lists them."""
    view.permission = PUBLIC
    return view


def ask_to_sign_in(request: HttpRequest, expired: bool = False) -> HttpResponse:
    """Lead a stranger to the sign-in page and back again; scripts get 401 with the address instead.

    ``expired``: the session ran out, which the sign-in page says.
    """
    script = is_script(request)
    back = request.get_full_path() if request.method in ("GET", "HEAD") and not script else page_of(request)
    query = {"next": back} | ({"expired": "1"} if expired else {})
    address = f"{reverse('signin')}?{urlencode(query)}"
    if not script:
        return redirect(address)
    response = JsonResponse({"signin": address}, status=401)
    if "HX-Request" in request.headers:
        response["HX-Redirect"] = address
    return response


def is_script(request: HttpRequest) -> bool:
    """Whether a script asks (htmx, fetch), which cannot show a sign-in page."""
    asked = request.headers
    return "HX-Request" in asked or "X-Requested-With" in asked or "application/json" in asked.get("Accept", "")


def page_of(request: HttpRequest) -> str:
    """The page a script runs on or a form was sent from, as a path of this site."""
    shown = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    root = request.build_absolute_uri("/")
    return "/" + shown.removeprefix(root) if shown.startswith(root) else "/"


def get_visible_or_404(queryset, actor: Actor, **lookup):
    """The one object in the actor's scope, or 404 whether it is missing or somebody else's."""
    found = queryset.visible_to(actor.scope).filter(**lookup).order_by("pk").first()
    if found is None:
        raise Http404("没有找到,或不在您的范围内。")
    return found
