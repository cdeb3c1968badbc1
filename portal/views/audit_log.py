"""The auditor's pages: read, filter, take out. There is no button that changes or removes anything."""

import json
from datetime import timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal import access, audit, audit_words, clock, pinyin
from portal.components import Badge, Column, Empty, Lines, Link, Row, Table, pagination
from portal.models import AuditEntry
from portal.permissions import AUDIT
from portal.queries import audit_log as queries
from portal.refusal import Refused
from portal.services import exporting
from portal.views.accounts import DayInput
from portal.workbook import writer

PAGE = 50
BRIEF = 60  # signs of an entry's content in the list
MOST = 20_000  # rows of one export: what takes a second or two
APART = timedelta(minutes=1)  # between the two clocks: less is the time between two looks at them
TITLE = "审计记录"
COLUMNS = (
    Column("时间", "state"),
    Column("操作", "state"),
    Column("结果", "state"),
    Column("账号", "state"),
    Column("人员"),
    Column("地址", "state"),
    Column("对象"),
    Column("内容"),
)
SHEET = (
    writer.Column("编号", "count"),
    writer.Column("真实时间", "time", 18),
    writer.Column("业务日期", "time", 18),
    writer.Column("操作", width=18),
    writer.Column("结果"),
    writer.Column("账号"),
    writer.Column("姓名"),
    writer.Column("岗位", width=30),
    writer.Column("地址", width=16),
    writer.Column("对象类别", width=20),
    writer.Column("对象", width=30),
    writer.Column("内容", width=60),
)


class FilterForm(forms.Form):
    """What to look for in the log."""

    first = forms.DateField(label="真实日期自", required=False, widget=DayInput())
    last = forms.DateField(label="真实日期至", required=False, widget=DayInput())
    action = forms.ChoiceField(label="操作", required=False)
    who = forms.CharField(label="账号或姓名", required=False, max_length=40)
    outcome = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *AuditEntry.Outcome.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = sorted(audit.titles().items(), key=lambda item: pinyin.full(item[1]))
        self.fields["action"].choices = [("", "全部"), *((code, title) for code, title in words)]


@access.page(AUDIT)
def listing(request: HttpRequest) -> HttpResponse:
    """The log, newest first, with the state of its chain."""
    form = FilterForm(request.GET)
    found = queries.entries(**form.cleaned_data) if form.is_valid() else queries.entries()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    empty = Empty("没有这样的记录", "放宽日期或其他条件再查。")
    places = audit_words.places_of(page)
    shown = {
        "form": form,
        "table": Table(TITLE, COLUMNS, [_row(entry, places) for entry in page], empty=empty, dense=True),
        "pages": pagination(page, request.GET.dict(), "条记录"),
        "chain": queries.chain(),
        "export_query": request.GET.urlencode(),
    }
    return render(request, "portal/audit.html", shown)


def _row(entry: AuditEntry, places: dict) -> Row:
    done = entry.outcome == AuditEntry.Outcome.DONE
    return Row(
        [
            _times(entry),
            Link(audit.title_of(entry.action), reverse("audit-entry", args=[entry.pk])),
            Badge(entry.get_outcome_display(), "quiet" if done else "bad"),
            entry.actor.username if entry.actor else "",
            Lines(entry.actor_name or "未登录", entry.duty if entry.actor_name != entry.duty else ""),
            entry.address or "",
            entry.target_name,
            audit_words.in_a_row(entry, places, BRIEF),
        ]
    )


def _times(entry: AuditEntry) -> Lines:
    """The machine's clock and, where it differs as in a demo, the business clock; a phone's card shows no heading."""
    real, business = (one.astimezone(clock.SHANGHAI) for one in (entry.real_at, entry.business_at))
    apart = abs(real - business) > APART
    return Lines(f"真实时间 {real:%Y-%m-%d %H:%M:%S}", f"业务日期 {business:%Y-%m-%d %H:%M}" if apart else "")


def kind_of(entry: AuditEntry) -> str:
    """What sort of thing an entry is about, in words; of a model that is no more, its name."""
    model = audit_words.model_of(entry)
    return str(model._meta.verbose_name) if model else entry.target_type


@access.page(AUDIT)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry whole: both clocks, old → new, the block that seals it."""
    entry = queries.one(pk)
    if entry is None:
        raise Http404("没有这条记录。")
    shown = {
        "entry": entry,
        "title_of_action": audit.title_of(entry.action),
        "lines": audit_words.lines(entry, audit_words.places_of([entry])),
        "detail": json.dumps(entry.detail, ensure_ascii=False, indent=2),
        "sealed": entry.seal.block if hasattr(entry, "seal") else None,
        "kind": kind_of(entry),
    }
    return render(request, "portal/audit_entry.html", shown)


@access.page(AUDIT)
def export(request: HttpRequest) -> HttpResponse:
    """The filtered log as a workbook; the export is itself an entry."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        raise Refused(["筛选条件不对,请回到审计页改正。"])
    found = queries.entries(**form.cleaned_data)[: MOST + 1]
    taken = list(found)
    if len(taken) > MOST:
        raise Refused([f"超过 {MOST} 条,请缩小日期范围后分次导出。"])
    places = audit_words.places_of(taken)
    rows = [_sheet_row(entry, places) for entry in taken]
    filters = {name: str(value) for name, value in form.cleaned_data.items() if value}
    return exporting.take_out(request.actor, TITLE, SHEET, rows, filters)


def _sheet_row(entry: AuditEntry, places: dict) -> list:
    return [
        entry.pk,
        entry.real_at.astimezone(clock.SHANGHAI),
        entry.business_at.astimezone(clock.SHANGHAI),
        audit.title_of(entry.action),
        entry.get_outcome_display(),
        entry.actor.username if entry.actor else "",
        entry.actor_name,
        entry.duty,
        entry.address or "",
        kind_of(entry),
        entry.target_name,
        audit_words.in_a_row(entry, places),
    ]
