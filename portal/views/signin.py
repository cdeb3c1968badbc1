"""Signing in and out."""

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portal import access, clock, kept
from portal.actor import Actor
from portal.demo_accounts import groups
from portal.middleware import SEEN, before_password
from portal.queries import accounts
from portal.services import signing_in

THROTTLED = "这个网络地址上口令不对的次数太多,请 15 分钟后再试。"


class SignInForm(AuthenticationForm):
    """Account and password, with errors that say what to do."""

    error_messages = {
        "invalid_login": f"账号或口令不对。连续 {settings.AXES_FAILURE_LIMIT} 次不对,账号将锁定 15 分钟;"
        "忘记口令或账号已停用,请与系统管理员联系。",
        "inactive": "账号已停用,请与系统管理员联系。",
    }
    username = forms.CharField(
        label="账号", max_length=150, widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username"})
    )
    password = forms.CharField(
        label="口令", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def clean_username(self) -> str:
        """One spelling, so that tries with other letter cases count together."""
        return self.cleaned_data["username"].strip().lower()

    def confirm_login_allowed(self, user) -> None:
        """Refuse accounts whose time is over."""
        super().confirm_login_allowed(user)
        if settings.PRODUCTION and user.sample:
            raise ValidationError("这是演示账号,口令公开,正式环境不能使用。", code="sample")
        if user.expires_on and user.expires_on <= clock.today():
            raise ValidationError(f"账号已于 {user.expires_on:%Y-%m-%d} 到期,请与系统管理员联系延期。", code="expired")


class SignIn(LoginView):
    """The sign-in page; in demo mode it lists the demo's accounts."""

    template_name = "portal/signin.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request, *args, **kwargs) -> HttpResponse:
        """Throttled: many wrong passwords from one address, spread over accounts, stop the address for a while."""
        if accounts.failures_from(request.actor.address) >= settings.SIGNIN_FAILURES_PER_ADDRESS:
            return render(request, "portal/locked.html", {"message": THROTTLED}, status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form) -> HttpResponse:
        """Audit first: who cannot be recorded does not come in."""
        account, request = form.get_user(), self.request
        duty = next(iter(accounts.duties_of(account, clock.today())), None)
        signing_in.record_signin(account, Actor(account, duty, request.actor.address))
        login(request, account)
        request.session[SEEN] = clock.real().timestamp()
        work = kept.unpack(request.POST.get("kept", ""), account.pk)
        return render(request, "portal/kept.html", {"work": work}) if work else redirect(self.get_success_url())

    def form_invalid(self, form) -> HttpResponse:
        """Audit the failure; axes turns the last one into the page of ``locked_out``."""
        typed, locked = form.cleaned_data.get("username", ""), getattr(self.request, "axes_locked_out", False)
        if typed:
            signing_in.record_failure(typed, self.request.actor, locked)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs) -> dict:
        """The demo's accounts, why one is here, and what was typed before the session ran out."""
        shown = super().get_context_data(**kwargs)
        demo = groups(accounts.samples(clock.today())) if settings.DEMO else []
        note = access.EXPIRED if "expired" in self.request.GET else ""
        return shown | {
            "demo": demo,
            "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
            "note": note,
            "kept": self.request.POST.get("kept", ""),
        }


sign_in = access.public(SignIn.as_view())


@before_password
@access.page(access.SIGNED_IN)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the session is gone on the server too."""
    signing_in.record_signout(request.actor)
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    """The answer while an account is locked (called by axes): until when, and who can help."""
    until = accounts.locked_until((credentials or {}).get("username") or "")
    message = f"账号已锁定到 {clock.business(until):%H:%M}。" if until else "账号已锁定 15 分钟。"
    if access.is_script(request):
        return JsonResponse({"error": message}, status=settings.AXES_HTTP_RESPONSE_CODE)
    shown = {"message": message, "limit": settings.AXES_FAILURE_LIMIT, "next": request.POST.get("next", "")}
    return render(request, "portal/locked.html", shown, status=settings.AXES_HTTP_RESPONSE_CODE)
