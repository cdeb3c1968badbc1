"""A table leaves the portal: the workbook, and the entry in the audit that says who took what."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from portal import audit, clock
from portal.actor import Actor
from portal.workbook import writer

audit.declare("export", "导出表格")


def take_out(
    actor: Actor, title: str, columns: Sequence[writer.Column], rows: Iterable[Sequence], filters: dict | None = None
) -> HttpResponse:
    """The table as .xlsx, named by title and business day; audited as ``export`` with the count and the filters."""
    found = list(rows)
    audit.record("export", actor, detail={"table": title, "rows": len(found), "filters": filters or {}})
    return writer.table_response(f"{title}_{clock.today():%Y%m%d}", title, columns, found)


def take_file(actor: Actor, title: str, content: bytes, rows: int, filters: dict | None = None) -> HttpResponse:
    """A finished workbook (an official layout), named and audited as ``take_out`` does."""
    audit.record("export", actor, detail={"table": title, "rows": rows, "filters": filters or {}})
    return writer.as_response(f"{title}_{clock.today():%Y%m%d}", content)
