"""总计 of a form and period over all units, in one statement that reads an index alone where no cell is blank."""

from collections.abc import Collection

from django.db import connection

from reporting.formspec.spec import FormSpec
from reporting.models import FormEdition, Period
from reporting.queries.forms import spec_of
from reporting.queries.standings import ISSUED, RECEIVED, SENT
from reporting.rollup import Figure

# Only these fixed words are put together; every value is a parameter. The sum reads one index, without the version:
# a nil return froze no cells, and a filing that was sent keeps its edition.
_VERSION = {
    RECEIVED: "filing.received_version_id",
    # sent once and recalled by the city: what was received before still counts, the recalled version does not
    SENT: "CASE filing.state WHEN 'filling' THEN filing.received_version_id ELSE filing.sent_version_id END",
    ISSUED: """(SELECT version.id FROM reporting_filingversion AS version
        JOIN reporting_issueline AS line ON line.version_id = version.id WHERE version.filing_id = filing.id)""",
}
_FROM = """FROM reporting_filing AS filing
JOIN reporting_frozencell AS cell ON cell.version_id = {version}
WHERE filing.form = %(form)s AND filing.period_id = %(period)s {units} {more}
GROUP BY filing.edition_id, cell."column" """
_SUMS = 'SELECT filing.edition_id, cell."column", sum(cell.value), count(*), count(cell.value) '
# Which of the empty cells are blanks, and which 不适用: asked only where a number column has empty cells at all.
_BLANKS = 'SELECT filing.edition_id, cell."column", count(*) '
_EMPTY = "AND cell.\"column\" = ANY(%(empty)s) AND cell.value IS NULL AND cell.not_applicable = ''"


def province_total(
    edition: FormEdition, period: Period, basis: str, units: Collection[int] | None = None
) -> dict[str, Figure]:
    """The sum of every number column over all units that ``basis`` counts (received, sent or issued); absent: no cell.

    ``units``: of these only, as another period is held against those it has in common with this one.

    For the whole province, so the caller has checked that the scope is whole. Columns of filings of an older edition
    are taken over by the edition's column map.
    """
    spec, values = spec_of(edition), {"form": edition.code, "period": period.pk}
    values |= {} if units is None else {"units": list(units)}
    found: dict[str, Figure] = {}
    sums = [row for row in _rows(_SUMS, basis, "", values) if _key(spec, edition, row[0], row[1])]
    empty = sorted({column for _edition, column, _total, cells, present in sums if present < cells})
    blanks = {}
    if empty:
        rows = _rows(_BLANKS, basis, _EMPTY, values | {"empty": empty})
        blanks = {(edition_id, column): count for edition_id, column, count in rows}
    for edition_id, column, total, _cells, present in sums:
        key, blank = _key(spec, edition, edition_id, column), blanks.get((edition_id, column), 0)
        figure = Figure(total, blank, present + blank)
        found[key] = found[key] + figure if key in found else figure
    return found


def _rows(select: str, basis: str, more: str, values: dict) -> list[tuple]:
    some = "AND filing.unit_id = ANY(%(units)s)" if "units" in values else ""
    with connection.cursor() as cursor:
        cursor.execute(select + _FROM.format(version=_VERSION[basis], units=some, more=more), values)
        return cursor.fetchall()


def _key(spec: FormSpec, edition: FormEdition, edition_id: int, column: str) -> str:
    """The column's key in ``spec``; "" where it is no number column of it."""
    key = column if edition_id == edition.pk else spec.carry.get(column, column)
    return key if spec.has_column(key) and spec.column(key).is_number else ""
