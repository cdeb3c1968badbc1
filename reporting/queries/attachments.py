"""The files beside the rows of a filing, without their content."""

from collections import defaultdict

from portal.access import get_visible_or_404
from portal.actor import Actor
from reporting.models import Attachment, Filing, FilingRow


def files_of(filing: Filing) -> dict[int, list[Attachment]]:
    """By row, in the order they came."""
    found = defaultdict(list)
    files = Attachment.objects.filter(row__filing=filing).select_related("row", "by").defer("content", "by__phone")
    for one in files.order_by("row__position", "at", "pk"):
        found[one.row_id].append(one)
    return dict(found)


def files_of_row(row: FilingRow) -> list[Attachment]:
    """Those of one row."""
    return list(row.attachments.select_related("by").defer("content", "by__phone"))


def get_file(actor: Actor, row: FilingRow, pk: int) -> Attachment:
    """One file with its content, else 404."""
    return get_visible_or_404(Attachment.objects.all(), actor, pk=pk, row=row)
