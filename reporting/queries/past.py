"""Figures of earlier filings as checks and comparisons read them. A sent version never changes, so it is read once."""

from functools import lru_cache

from django.db import connection

from reporting.formspec.context import Past, past_of
from reporting.formspec.context import RowValues as Row
from reporting.models import Filing, FilingVersion, FrozenCell
from reporting.queries.forms import spec_of

# By hand, as every save asks this: the ORM takes longer to write the statement than the database to answer it.
_EARLIER = """SELECT period.year, period.half, coalesce(filing.received_version_id, filing.sent_version_id)
FROM reporting_filing AS filing JOIN reporting_period AS period ON period.id = filing.period_id
WHERE filing.form = %s AND filing.unit_id = %s AND filing.sent_version_id IS NOT NULL AND period.due_at < %s"""


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
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, [filing.form, filing.unit_id, filing.period.due_at])
        return {(year, half): version for year, half, version in cursor.fetchall()}
