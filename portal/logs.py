"""What the log keeps of a refusal."""

import logging

from django.core.exceptions import PermissionDenied, SuspiciousOperation

REFUSALS = (PermissionDenied, SuspiciousOperation)


class OneLine(logging.Filter):
    """A refusal is the portal at work, not a fault: its line stays, a traceback would bury the real ones."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without the traceback of a refusal."""
        if record.exc_info and isinstance(record.exc_info[1], REFUSALS):
            record.exc_info = record.exc_text = None
        return True
