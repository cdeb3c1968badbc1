"""One's own account: telephone, password, which duty one acts in."""

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from portal import access, clock
from portal.middleware import DUTY, before_password
from portal.queries import accounts as queries
from portal.refusal import Refused
from portal.services import accounts, signing_in


class PhoneForm(forms.Form):
    """One's own telephone."""

    phone = forms.CharField(
        label="联系电话",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
        help_text="填报送出时随表给省厅看,不打印。手机号或带区号的座机。",
    )


class PasswordForm(forms.Form):
    """The old password and, twice, the new one."""

    old = forms.CharField(
        label="原口令", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label="新口令", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label="再输一次", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self):
        """The two new ones are the same."""
        values = super().clean()
        if values.get("new") and values.get("again") and values["new"] != values["again"]:
            self.add_error("again", "两次输入的新口令不一样。")
        return values


@access.page(access.SIGNED_IN)
def own(request: HttpRequest) -> HttpResponse:
    """Name, unit, duties past and present, telephone."""
    return _show(request, PhoneForm(initial={"phone": request.actor.account.phone}))


@access.page(access.SIGNED_IN)
@require_POST
def phone(request: HttpRequest) -> HttpResponse:
    """Save one's telephone."""
    form = PhoneForm(request.POST)
    if form.is_valid():
        try:
            accounts.change_own_phone(request.actor, form.cleaned_data["phone"])
        except Refused as refusal:
            form.add_error("phone", refusal.messages)
        else:
            messages.success(request, "联系电话已保存。")
            return redirect("account")
    return _show(request, form, 400)


def _show(request: HttpRequest, form: PhoneForm, status: int = 200) -> HttpResponse:
    shown = {"form": form, "history": queries.history_of(request.actor.account), "today": clock.today()}
    return render(request, "portal/account.html", shown, status=status)


@before_password
@access.page(access.SIGNED_IN)
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; the first sign-in with one that somebody else made leads here."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = accounts.change_own_password(request.actor, form.cleaned_data["old"], form.cleaned_data["new"])
        except Refused as refusal:
            form.add_error("old" if "原口令" in refusal.messages[0] else "new", refusal.messages)
        else:
            update_session_auth_hash(request, account)
            messages.success(request, "口令已修改,其他地方的登录已失效。")
            return redirect("home")
    shown = {
        "form": form,
        "rules": password_validators_help_texts(),
        "forced": request.actor.account.must_change_password,
    }
    return render(request, "portal/password.html", shown, status=400 if form.errors else 200)


@access.page(access.SIGNED_IN)
@require_POST
def choose_duty(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own duties of today."""
    wanted = request.POST.get("duty", "")
    duty = next((one for one in request.duties if str(one.pk) == wanted), None)
    if duty is None:
        messages.error(request, "这个岗位已经结束或不是您的,请另选。")
        return redirect("account")
    signing_in.record_switch(request.actor, duty)
    request.session[DUTY] = duty.pk
    messages.success(request, f"现在以“{duty}”办理。")
    return redirect("home")
