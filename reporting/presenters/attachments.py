"""附件 of rows: listed beside the row, in the box of rows handed on, and for the province in a box of their own."""

from portal import access, calendar
from portal.actor import Actor
from reporting.models import Attachment, Filing, FilingRow
from reporting.permissions import CONFIRM_ROW
from reporting.queries.attachments import files_of, files_of_row
from reporting.services.attachments import MOST


def row_files(actor: Actor, row: FilingRow, in_hand: bool) -> dict | None:
    """For the row's page; ``in_hand``: the school or county has the row now. None where there is nothing to show."""
    files = [_drawn(one) for one in files_of_row(row)]
    may = in_hand and access.may(actor, CONFIRM_ROW)
    return {"files": files, "may": may, "room": may and len(files) < MOST, "most": MOST} if files or may else None


def filing_files(filing: Filing) -> dict[int, list[dict]]:
    """All of a filing, by row."""
    return {row: [_drawn(one) for one in files] for row, files in files_of(filing).items()}


def _drawn(file: Attachment) -> dict:
    return {
        "file": file,
        "row": file.row,
        "url": f"/filings/{file.row.filing_id}/rows/{file.row_id}/files/{file.pk}/",
        "kb": max(file.size // 1000, 1),
        "words": f"{calendar.stamp(file.at)} {file.by.name} 上传",
    }
