from reporting.models.attachment import Attachment
from reporting.models.cell import Cell, FrozenCell
from reporting.models.edition import FormEdition
from reporting.models.explanation import Explanation
from reporting.models.filing import Filing, FilingRow, FilingVersion
from reporting.models.issue import Issue, IssueLine
from reporting.models.note import CellMark, Remark, Thread
from reporting.models.period import Extension, Period, PeriodChange
from reporting.models.presence import Presence
from reporting.models.scan import Scan
from reporting.models.slip import Slip, SlipItem
from reporting.models.task import RowTask

__all__ = [
    "Attachment",
    "Cell",
    "CellMark",
    "Explanation",
    "Extension",
    "Filing",
    "FilingRow",
    "FilingVersion",
    "FormEdition",
    "FrozenCell",
    "Issue",
    "IssueLine",
    "Period",
    "PeriodChange",
    "Presence",
    "Remark",
    "RowTask",
    "Scan",
    "Slip",
    "SlipItem",
    "Thread",
]
