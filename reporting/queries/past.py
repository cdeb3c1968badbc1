"""Figures of earlier filings as checks and comparisons read them. A sent version never changes, so it is read once."""

from functools import lru_cache

from reporting.formspec.context import Past, past_of
from reporting.formspec.context import RowValues as Row
from reporting.models import Filing, FilingVersion, FrozenCell
from reporting.queries.forms import spec_of


@lru_cache(maxsize=4096)
def past_of_version(version_id: int, renamed: tuple[tuple[str, str], ...] = ()) -> Past:
    """A version's rows by key and its 总计; ``renamed`` maps keys of retired regions to their known successors."""
    version = FilingVersion.objects.select_related("edition", "filing__period").get(pk=version_id)
    columns = [column.key for column in spec_of(version.edition).columns]
    return past_of(_rows(version_id, columns, dict(renamed)), columns, version.filing.period.title)


def _rows(version_id: int, columns: list[str], renamed: dict[str, str]) -> list[Row]:
    found: dict[str, Row] = {}
    frozen = FrozenCell.objects.filter(version_id=version_id).order_by("row__position")
    for key, label, column, value, text, na in frozen.values_list(
        "row__key", "row__label", "column", "value", "text", "not_applicable"
    ):
        key = renamed.get(key, key)
        row = found.setdefault(key, Row(key, label, {}, set(columns)))
        row.values[column] = value if value is not None else (text or None)
        if na:
            row.applicable.discard(column)
    return list(found.values())


def earlier_versions(filing: Filing) -> dict[tuple[int, str], int]:
    """The version that counts of each earlier filing of form and unit, by (year, half): received, else sent."""
    earlier = Filing.objects.filter(form=filing.form, unit=filing.unit_id, period__due_at__lt=filing.period.due_at)
    found = earlier.filter(sent_version__isnull=False).values_list(
        "period__year", "period__half", "received_version", "sent_version"
    )
    return {(year, half): received or sent for year, half, received, sent in found.order_by()}
