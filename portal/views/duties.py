"""The 安全管理员's pages: duties, deputies, and accounts locked for wrong passwords."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from portal import access, clock, search
from portal.components import Badge, Button, Column, Empty, Link, Row, Table, pagination
from portal.models import Account, Duty, Role
from portal.permissions import DUTIES, UNLOCK
from portal.queries import accounts as queries
from portal.queries import organisations
from portal.refusal import Refused
from portal.services import duties
from portal.views.accounts import DayInput

PAGE = 50
COLUMNS = (Column("机构"), Column("岗位"), Column("人员"), Column("自"), Column("至"), Column("状态", "state"))
LOCK_COLUMNS = (Column("账号"), Column("连续失败", "num"), Column("地址"), Column("锁定到"), Column("操作", "action"))


class AccountField(forms.CharField):
    """A user name that becomes an account."""

    def clean(self, value) -> Account:
        """A user name becomes its account."""
        text = super().clean(value)
        account = queries.by_username(text)
        if account is None:
            raise forms.ValidationError(f"没有账号“{text}”,请核对,或请系统管理员先建账号。")
        return account


class NewForm(forms.Form):
    """Who gets which duty, where, from when until when."""

    account = AccountField(
        label="账号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="须是已有的账号;还没有的,先请系统管理员在“账号”页新建。",
    )
    organisation = forms.CharField(label="机构", max_length=80, help_text="写机构全称,如 佳木斯市人力资源社会保障局。")
    role = forms.ChoiceField(label="岗位", choices=Role.choices)
    valid_from = forms.DateField(label="自", widget=DayInput())
    valid_to = forms.DateField(label="至", required=False, widget=DayInput(), help_text="该日起不再任职;空 = 不定期。")

    def clean_organisation(self):
        """The open organisation of this full name."""
        text = self.cleaned_data["organisation"].strip()
        found = organisations.same_name(text)
        if not found:
            raise forms.ValidationError(f"没有名为“{text}”的机构,请按机构全称填写。")
        return found[0]


class EndForm(forms.Form):
    """The day a duty ends and who takes over."""

    on = forms.DateField(label="该日起不再任职", widget=DayInput())
    successor = forms.ChoiceField(
        label="接任者", required=False, help_text="未读通知等未了事项移交给接任者;只列现任本岗位的人。"
    )

    def __init__(self, others: list[Duty], *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), one.account.name) for one in others]
        self.fields["successor"].choices = [("", "没有接任者"), *choices]


class DeputyForm(forms.Form):
    """Who covers an absence, from when to when."""

    account = AccountField(label="代理人账号", max_length=40, help_text="须是已有的账号;同一时间只有一人代理。")
    first = forms.DateField(label="代理自", widget=DayInput())
    last = forms.DateField(label="代理到(含)", widget=DayInput())

    def clean(self):
        """The absence does not end before it begins."""
        values = super().clean()
        if values.get("first") and values.get("last") and values["last"] < values["first"]:
            self.add_error("last", "结束日期不能早于开始日期。")
        return values


@access.page(DUTIES)
def listing(request: HttpRequest) -> HttpResponse:
    """All duties, with search, role, and those that have ended."""
    words, role, past = search.words(request.GET.get("q", "")), request.GET.get("role", ""), "past" in request.GET
    page = Paginator(queries.duties(clock.today(), words, role, past), PAGE).get_page(request.GET.get("page"))
    empty = Empty("没有这样的岗位", "换一个查找词,或任命岗位。")
    table = Table("岗位", COLUMNS, [_row(duty) for duty in page], empty=empty)
    pages = pagination(page, request.GET.dict() | {"q": words}, "个岗位")
    shown = {"table": table, "pages": pages, "words": words, "role": role, "past": past, "roles": Role.choices}
    return render(request, "portal/duties.html", shown)


def _row(duty: Duty) -> Row:
    return Row(
        [
            duty.organisation.name,
            duty.get_role_display() + ("(代理)" if duty.deputy_for_id else ""),
            Link(f"{duty.account.name}({duty.account.username})", reverse("duty-one", args=[duty.pk])),
            f"{duty.valid_from:%Y-%m-%d}",
            f"{duty.valid_to:%Y-%m-%d}" if duty.valid_to else "",
            _state(duty),
        ]
    )


def _state(duty: Duty) -> Badge:
    if duty.valid_to and duty.valid_to <= clock.today():
        return Badge("已结束", "quiet")
    return Badge("未到任", "info") if duty.valid_from > clock.today() else Badge("在任", "good")


@access.page(DUTIES)
def new(request: HttpRequest) -> HttpResponse:
    """Appoint somebody."""
    asked = {name: request.GET.get(name, "") for name in ("organisation", "role")}
    form = NewForm(request.POST or None, initial=asked | {"valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            duty = duties.appoint(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, f"已任命:{duty.account.name},{duty}。")
            return redirect("duty-one", duty.pk)
    return render(request, "portal/duty_new.html", {"form": form}, status=400 if form.errors else 200)


@access.page(DUTIES)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty: end it with a successor, or have it deputised."""
    return _show(request, _duty_or_404(pk))


@access.page(DUTIES)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a duty, handing over what is open."""
    duty = _duty_or_404(pk)
    others = _others(duty)
    form = EndForm(others, request.POST)
    if form.is_valid():
        chosen = next((one for one in others if str(one.pk) == form.cleaned_data["successor"]), None)
        try:
            given = duties.end(duty, request.actor, on=form.cleaned_data["on"], successor=chosen)
        except Refused as refusal:
            form.add_error(None, refusal.messages)
        else:
            what = ",".join(f"{title} {count} 件" for title, count in given.items())
            messages.success(request, f"岗位已结束。{'移交:' + what + '。' if what else '没有需要移交的事项。'}")
            return redirect("duty-one", pk)
    return _show(request, duty, end_form=form)


@access.page(DUTIES)
@require_POST
def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    """Arrange a 代理 for an absence."""
    duty = _duty_or_404(pk)
    form = DeputyForm(request.POST)
    if form.is_valid():
        try:
            made = duties.deputise(duty, actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.messages)
        else:
            messages.success(request, f"已安排 {made.account.name} 代理。")
            return redirect("duty-one", made.pk)
    return _show(request, duty, deputy_form=form)


def _show(request, duty: Duty, end_form: EndForm | None = None, deputy_form: DeputyForm | None = None) -> HttpResponse:
    today = clock.today()
    shown = {
        "held": duty,  # "duty" is the frame's name for the signed-in person's own
        "badge": _state(duty),
        "new_url": f"{reverse('duty-new')}?{urlencode({'organisation': duty.organisation.name, 'role': duty.role})}",
        "over": duty.valid_to is not None and duty.valid_to <= today,
        "oneself": duty.account_id == request.actor.account.pk,
        "end_form": end_form or EndForm(_others(duty), initial={"on": today}),
        "deputy_form": deputy_form or DeputyForm(initial={"first": today}),
    }
    return render(request, "portal/duty_one.html", shown, status=400 if end_form or deputy_form else 200)


def _others(duty: Duty) -> list[Duty]:
    held = queries.holders(duty.organisation, [duty.role], clock.today())
    return [one for one in held if one.account_id != duty.account_id]


@access.page(UNLOCK)
def locks(request: HttpRequest) -> HttpResponse:
    """Accounts that are locked now."""
    empty = Empty("没有锁定的账号", "连续 5 次口令不对的账号会列在这里,15 分钟后自动解锁。")
    rows = [_lock_row(name, lock) for name, lock in queries.locked().items()]
    return render(request, "portal/locks.html", {"table": Table("锁定的账号", LOCK_COLUMNS, rows, empty=empty)})


def _lock_row(name: str, lock: dict) -> Row:
    button = Button("解除锁定", reverse("unlock"), post=True, fields={"username": name}, label=f"解除 {name} 的锁定")
    addresses = "、".join(str(address) for address in lock["addresses"])
    return Row([name, lock["failures"], addresses, f"{clock.business(lock['until']):%H:%M}", button])


@access.page(UNLOCK)
@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """Let a locked account try again."""
    try:
        duties.unlock(request.POST.get("username", ""), request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已解除锁定。")
    return redirect("locks")


def _duty_or_404(pk: int) -> Duty:
    found = queries.duty(pk)
    if found is None:
        raise Http404("没有这个岗位。")
    return found
