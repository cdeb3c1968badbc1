"""Reads the policy's data from ``fixtures/``: rows of a csv as dictionaries, blanks as None."""

import csv
from datetime import date
from pathlib import Path

from django.conf import settings


def rows(name: str) -> list[dict[str, str | None]]:
    """The rows of ``fixtures/<name>`` under their headings; a blank is None. A missing file stops the load."""
    path = Path(settings.FIXTURES_DIR) / name
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


def day(text: str | None) -> date | None:
    """An ISO day of a csv; None where it is blank (not known)."""
    return date.fromisoformat(text) if text else None
