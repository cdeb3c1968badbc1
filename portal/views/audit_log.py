"""The auditor's pages: read, filter, take out. There is no button that changes or removes anything."""

import json

from django import forms
from django.apps import apps
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal import access, audit, clock
from portal.components import Badge, Column, Empty, Lines, Link, Row, Table, pagination
from portal.models import AuditEntry
from portal.permissions import AUDIT
from portal.queries import audit_log as queries
from portal.refusal import Refused
from portal.services import exporting
from portal.views.accounts import DayInput
from portal.workbook import writer

PAGE = 50
MOST = 50_000  # rows of one export
TITLE = "审计记录"
COLUMNS = (
    Column("时间"),
    Column("操作"),
    Column("结果", "state"),
    Column("人员"),
    Column("地址"),
    Column("对象"),
)
SHEET = (
    writer.Column("编号", "count"),
    writer.Column("实际时间", "time", 18),
    writer.Column("业务时间", "time", 18),
    writer.Column("操作", width=18),
    writer.Column("结果"),
    writer.Column("姓名"),
    writer.Column("岗位", width=30),
    writer.Column("地址", width=16),
    writer.Column("对象类别", width=20),
    writer.Column("对象", width=30),
    writer.Column("内容", width=60),
)


class FilterForm(forms.Form):
    """What to look for in the log."""

    first = forms.DateField(label="自", required=False, widget=DayInput())
    last = forms.DateField(label="至", required=False, widget=DayInput())
    action = forms.ChoiceField(label="操作", required=False)
    who = forms.CharField(label="账号或姓名", required=False, max_length=40)
    outcome = forms.ChoiceField(label="结果", required=False, choices=[("", "全部"), *AuditEntry.Outcome.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = sorted(audit.titles().items(), key=lambda item: item[0])
        self.fields["action"].choices = [("", "全部"), *((code, title) for code, title in words)]


@access.page(AUDIT)
def listing(request: HttpRequest) -> HttpResponse:
    """The log, newest first, with the state of its chain."""
    form = FilterForm(request.GET)
    found = queries.entries(**form.cleaned_data) if form.is_valid() else queries.entries()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    empty = Empty("没有这样的记录", "放宽日期或其他条件再查。")
    shown = {
        "form": form,
        "table": Table(TITLE, COLUMNS, [_row(entry) for entry in page], empty=empty, dense=True),
        "pages": pagination(page, request.GET.dict(), "条记录"),
        "chain": queries.chain(),
        "export_query": request.GET.urlencode(),
    }
    return render(request, "portal/audit.html", shown)


def _row(entry: AuditEntry) -> Row:
    done = entry.outcome == AuditEntry.Outcome.DONE
    return Row(
        [
            f"{entry.real_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}",
            Link(audit.title_of(entry.action), reverse("audit-entry", args=[entry.pk])),
            Badge(entry.get_outcome_display(), "quiet" if done else "bad"),
            Lines(entry.actor_name or "未登录", entry.duty if entry.actor_name != entry.duty else ""),
            entry.address or "",
            entry.target_name,
        ]
    )


def kind_of(entry: AuditEntry) -> str:
    """What sort of thing an entry is about, in words; of a model that is no more, its name."""
    try:
        return str(apps.get_model(entry.target_type)._meta.verbose_name) if entry.target_type else ""
    except LookupError:
        return entry.target_type


@access.page(AUDIT)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry whole: both clocks, old → new, the block that seals it."""
    entry = queries.one(pk)
    if entry is None:
        raise Http404("没有这条记录。")
    shown = {
        "entry": entry,
        "title_of_action": audit.title_of(entry.action),
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
    rows = [_sheet_row(entry) for entry in found.iterator(chunk_size=2000)]
    if len(rows) > MOST:
        raise Refused([f"超过 {MOST} 条,请缩小日期范围后分次导出。"])
    filters = {name: str(value) for name, value in form.cleaned_data.items() if value}
    return exporting.take_out(request.actor, TITLE, SHEET, rows, filters)


def _sheet_row(entry: AuditEntry) -> list:
    return [
        entry.pk,
        entry.real_at.astimezone(clock.SHANGHAI),
        entry.business_at.astimezone(clock.SHANGHAI),
        audit.title_of(entry.action),
        entry.get_outcome_display(),
        entry.actor_name,
        entry.duty,
        entry.address or "",
        kind_of(entry),
        entry.target_name,
        json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "",
    ]
