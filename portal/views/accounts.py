"""The 系统管理员's pages: accounts, without their duties."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal import access, clock, identity, search
from portal.components import Badge, Column, Empty, Lines, Link, Row, Table, pagination
from portal.models import Account
from portal.permissions import ACCOUNTS
from portal.queries import accounts as queries
from portal.refusal import Refused
from portal.services import accounts

PAGE = 50
STATES = (("", "全部"), ("active", "启用"), ("stopped", "已停用"), ("expired", "已到期"))
COLUMNS = (
    Column("账号"),
    Column("姓名"),
    Column("今日岗位"),
    Column("联系电话"),
    Column("最近登录"),
    Column("有效期至"),
    Column("状态", "state"),
)


class DayInput(forms.DateInput):
    """A day picker, as the browser draws it."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class ChangeForm(forms.Form):
    """Name and last day of an account."""

    name = forms.CharField(label="姓名", max_length=40)
    expires_on = forms.DateField(
        label="有效期至", required=False, widget=DayInput(), help_text="该日起不能登录;空 = 长期有效。"
    )


class NewForm(ChangeForm):
    """A new account; its password is made, not typed."""

    username = forms.CharField(
        label="账号", max_length=40, help_text="小写字母、数字、-、_、. ;一人一个账号,不得共用。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    phone = forms.CharField(label="联系电话", required=False, max_length=30)
    field_order = ["username", "name", "phone", "expires_on"]


@access.page(ACCOUNTS)
def listing(request: HttpRequest) -> HttpResponse:
    """All accounts, with search and states."""
    words, state = search.words(request.GET.get("q", "")), request.GET.get("state", "")
    found = queries.accounts(clock.today(), words, state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    empty = Empty("没有这样的账号", "换一个查找词,或新建账号。")
    table = Table("账号", COLUMNS, [_row(account) for account in page], empty=empty)
    pages = pagination(page, request.GET.dict() | {"q": words}, "个账号")
    shown = {"table": table, "pages": pages, "words": words, "state": state, "states": STATES}
    return render(request, "portal/accounts.html", shown)


def _row(account: Account) -> Row:
    duties = [str(duty) for duty in account.held]
    last = f"{account.last_login.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if account.last_login else "从未登录"
    return Row(
        [
            Link(account.username, reverse("account-one", args=[account.pk])),
            account.name,
            Lines(duties[0], "、".join(duties[1:])) if duties else "无",
            identity.mask_phone(account.phone) if account.phone else "",
            last,
            f"{account.expires_on:%Y-%m-%d}" if account.expires_on else "长期",
            state_badge(account),
        ]
    )


def state_badge(account: Account) -> Badge:
    """In one word whether the account can sign in."""
    if not account.is_active:
        return Badge("已停用", "bad")
    if account.expires_on and account.expires_on <= clock.today():
        return Badge("已到期", "warn")
    return Badge("须改口令", "info") if account.must_change_password else Badge("启用", "good")


@access.page(ACCOUNTS)
def new(request: HttpRequest) -> HttpResponse:
    """Make an account; its first password is shown once."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account, password = accounts.create(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.messages)
        else:
            return _show_password(request, account, password)
    return render(request, "portal/account_new.html", {"form": form}, status=400 if form.errors else 200)


@access.page(ACCOUNTS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: correct it, stop it, give it a new password."""
    account = _account_or_404(pk)
    start = {"name": account.name, "expires_on": account.expires_on}
    form = ChangeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.change(account, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, "账号已保存。")
            return redirect("account-one", pk)
    shown = {
        "form": form,
        "account": account,
        "badge": state_badge(account),
        "history": queries.history_of(account),
        "oneself": account.pk == request.actor.account.pk,
    }
    return render(request, "portal/account_one.html", shown, status=400 if form.errors else 200)


@access.page(ACCOUNTS)
@require_POST
def active(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an account or let it in again."""
    wanted = request.POST.get("active") == "1"
    try:
        accounts.set_active(_account_or_404(pk), wanted, request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "账号已启用。" if wanted else "账号已停用,已登录的会话立即失效。")
    return redirect("account-one", pk)


@access.page(ACCOUNTS)
@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A new first password, shown once."""
    account = _account_or_404(pk)
    try:
        password = accounts.reset_password(account, request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("account-one", pk)
    return _show_password(request, account, password)


def _show_password(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    return render(request, "portal/first_password.html", {"account": account, "password": password})


def _account_or_404(pk: int) -> Account:
    account = queries.account(pk)
    if account is None:
        raise Http404("没有这个账号。")
    return account
