"""What an audit entry about a filing points at, in words: the row by its name, the column by its heading."""

from collections.abc import Mapping

from django.db.models import Q

from portal.models import AuditEntry
from reporting.models import Filing, FilingRow
from reporting.queries.forms import spec_of


def places(entries: list[AuditEntry]) -> Mapping[int, Mapping[str, str]]:
    """Words for ``row`` and ``column`` of each entry's detail; what is no more keeps what the entry says."""
    pointing = [one for one in entries if {"row", "column"} & one.detail.keys()]
    if not pointing:
        return {}
    filings = Filing.objects.select_related("edition", "period").in_bulk({one.target_id for one in pointing})
    labels = _labels(pointing)
    return {one.pk: _words(one, filings.get(one.target_id), labels) for one in pointing}


def _labels(entries: list[AuditEntry]) -> dict[tuple[int, int | str], str]:
    """Names of rows by filing and by what entries keep of a row: its number, or its key."""
    rows = [one.detail["row"] for one in entries if "row" in one.detail]
    wanted = Q(pk__in=[one for one in rows if isinstance(one, int)]) | Q(
        key__in=[one for one in rows if isinstance(one, str)]
    )
    found = FilingRow.objects.filter(wanted, filing__in={one.target_id for one in entries})
    named = list(found.values_list("filing_id", "pk", "key", "label"))
    return {(filing, which): label for filing, pk, key, label in named for which in (pk, key)}


def _words(entry: AuditEntry, filing: Filing | None, labels: dict[tuple[int, int | str], str]) -> dict[str, str]:
    found, column = {}, entry.detail.get("column")
    label = labels.get((entry.target_id, entry.detail.get("row")))
    if label:
        found["row"] = label
    spec = spec_of(filing.edition) if filing else None
    if spec and column and spec.has_column(column):
        found["column"] = spec.column(column).short_for(filing.period.half)
    return found
