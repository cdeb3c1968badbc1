"""A table leaves the portal: the workbook, and the entry in the audit that says who took what."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from portal import audit, clock
from portal.actor import Actor
from portal.downloads import download
from portal.workbook import writer

audit.declare("export", "导出表格")


def take_out(
    actor: Actor, title: str, columns: Sequence[writer.Column], rows: Iterable[Sequence], filters: dict | None = None
) -> HttpResponse:
    """The table as .xlsx, named by title and business day; audited as ``export`` with the count and the filters."""
    found = list(rows)
    note(actor, title, len(found), filters)
    return writer.table_response(f"{title}_{clock.today():%Y%m%d}", title, columns, found)


def take_file(
    actor: Actor, title: str, content: bytes, rows: int, filters: dict | None = None, ending: str = "xlsx"
) -> HttpResponse:
    """A finished file (an official layout, a folder of them), named and audited as ``take_out`` does."""
    note(actor, title, rows, filters)
    return download(f"{title}_{clock.today():%Y%m%d}", ending, content)


def note(actor: Actor, title: str, rows: int, filters: dict | None = None) -> None:
    """The entry in the audit: who took what, how much of it and by which filters."""
    audit.record("export", actor, detail={"table": title, "rows": rows, "filters": filters or {}})
