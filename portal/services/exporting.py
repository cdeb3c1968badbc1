"""A table leaves the portal: the workbook, and the entry in the audit that says who took what."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from portal import audit, clock
from portal.actor import Actor
from portal.workbook import writer


def take_out(
    actor: Actor, title: str, columns: Sequence[writer.Column], rows: Iterable[Sequence], filters: dict | None = None
) -> HttpResponse:
    """The table as .xlsx, named by title and business day; audited as ``export`` with the count and the filters."""
    found = list(rows)
    audit.record("export", actor, detail={"table": title, "rows": len(found), "filters": filters or {}})
    return writer.table_response(f"{title}_{clock.today():%Y%m%d}", title, columns, found)
