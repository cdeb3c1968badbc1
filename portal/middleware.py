"""What every request passes: the database that is down, and who is asking."""

from django.conf import settings
from django.contrib.auth import logout
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from portal import access, caching, clock, kept
from portal.actor import Actor
from portal.queries import accounts
from portal.refusal import Refused
from portal.services import signing_in

SEEN, DUTY = "seen", "duty"  # session keys: last activity (real time, seconds), chosen duty
SEEN_EVERY = 30  # seconds: a keystroke's save need not write the session each time
POLL = "X-Portal-Poll"  # sent by timers and polls: they do not keep a session alive
NO_DATABASE = (OperationalError, InterfaceError)


def address_of(request) -> str | None:
    """Where a request comes from: behind the office's proxy what that wrote last, else the peer."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR") or None


def database_down() -> HttpResponse:
    """The page shown while the database cannot be reached; drawn without a request, as that would ask the database."""
    return HttpResponse(
        render_to_string("errors/503.html"), status=503, headers={"Retry-After": "30", "Cache-Control": "no-store"}
    )


class DatabaseDown:
    """A view that loses the database answers 503; what fails outside of views is caught by handler500."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """503 for a lost database; everything else goes its way."""
        return database_down() if isinstance(exception, NO_DATABASE) else None


class SignedIn:
    """Puts the person, the duty and the address on the request; ends idle sessions; keeps strangers out.

    ``request.actor`` is the Actor, ``request.duties`` what the person may switch to, ``request.expired`` whose
    session has just run out. A view that is not marked public is closed to strangers, whatever else it forgets.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.expired = self._end_idle(request)
        request.duties, request.actor = [], Actor(address=address_of(request))
        if request.user.is_authenticated:
            self._identify(request)
        response = self.get_response(request)
        caching.keep_nothing(response)
        return response

    def process_view(self, request, view, args, kwargs):
        """After the CSRF check: sign in first, or a new password first, unless the page is public."""
        permission = getattr(view, "permission", None)
        if permission == access.PUBLIC:
            return None
        if request.actor.account is None:
            return self._ask(request)
        if request.actor.account.must_change_password and not getattr(view, "before_password", False):
            address = reverse("password")
            return JsonResponse({"signin": address}, status=401) if access.is_script(request) else redirect(address)
        return None

    def process_exception(self, request, exception):
        """What a service refused and the view did not catch: its reasons, on a page; nothing was changed."""
        if not isinstance(exception, Refused):
            return None
        if access.is_script(request):
            return JsonResponse({"error": str(exception), "messages": exception.messages}, status=409)
        return render(request, "errors/409.html", {"messages_of": exception.messages}, status=409)

    def _ask(self, request):
        work = kept.pack(request, request.expired) if request.expired and not access.is_script(request) else ""
        if not work:
            return access.ask_to_sign_in(request, request.expired is not None)
        shown = {"note": access.EXPIRED, "kept": work, "next": access.page_of(request)}
        return render(request, "portal/signin.html", shown, status=401)

    def _end_idle(self, request) -> int | None:
        """Whose session is over (0: not known any more); signs it out. None for a living one, which it keeps alive."""
        if not request.user.is_authenticated:
            over = settings.SESSION_COOKIE_NAME in request.COOKIES and not request.session.keys()
            return 0 if over else None
        moment = clock.real().timestamp()
        seen = request.session.get(SEEN)
        if seen is not None and moment - seen > settings.SESSION_IDLE_SECONDS:
            account = request.user
            signing_in.record_expiry(account, address_of(request))
            logout(request)
            return account.pk
        if seen is None or (POLL not in request.headers and moment - seen > SEEN_EVERY):
            request.session[SEEN] = moment
        return None

    def _identify(self, request) -> None:
        account = request.user
        if account.expires_on and account.expires_on <= clock.today():
            logout(request)
            return
        request.duties = accounts.duties_of(account, clock.today())
        chosen = request.session.get(DUTY)
        duty = next((one for one in request.duties if one.pk == chosen), next(iter(request.duties), None))
        account.present_role = duty.role if duty else ""
        request.actor = Actor(account, duty, address_of(request))


def before_password(view):
    """Mark a view that stays open while a new password is demanded."""
    view.before_password = True
    return view
