"""What each duty may do, and the one way a view gets at an object.

A stranger's object is 404, so that its existence does not leak; a missing right on one's own object is 403.
"""

from collections import defaultdict
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404

from portal.actor import Actor
from portal.models import Role

_granted: dict[str, set[str]] = defaultdict(set)
EVERYONE = tuple(Role.values)


def grant(permission: str, *roles: str) -> str:
    """Give a permission to roles; called where the permission is declared. Returns its name."""
    _granted[permission] |= {str(role) for role in roles}
    return permission


def may(actor: Actor, permission: str) -> bool:
    """Whether the actor's present duty carries the permission."""
    return actor.role in _granted[permission]


def page(permission: str):
    """A view for signed-in people whose duty carries ``permission``; others get the sign-in page or 403."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.actor.account is None:
                return redirect_to_login(request.get_full_path())
            if not may(request.actor, permission):
                raise PermissionDenied("您的岗位没有这项权限。")
            return view(request, *args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate


def public(view):
    """Mark a view that anyone may open; the access matrix lists them."""
    view.permission = ""
    return view


def get_visible_or_404(queryset, actor: Actor, **lookup):
    """The one object in the actor's scope, or 404 whether it is missing or somebody else's."""
    found = queryset.visible_to(actor.scope).filter(**lookup).first()
    if found is None:
        raise Http404("没有找到,或不在您的范围内。")
    return found
