"""The province's total against the bare SQL sum of the same cells."""

from django.db import connection

from bench.measure import Figure, at_most, interleaved
from reporting.models import FormEdition, Period
from reporting.queries.province_total import province_total
from reporting.queries.standings import RECEIVED

BARE = """
SELECT cell."column", sum(cell.value)
FROM reporting_filing AS filing JOIN reporting_frozencell AS cell ON cell.version_id = filing.received_version_id
WHERE filing.form = %s AND filing.period_id = %s GROUP BY cell."column"
"""


def figures(scale: str) -> list[Figure]:
    """Both forms; the sums are compared before they are timed."""
    period, found = Period.objects.get(code="2020H1"), []
    for code, name in (("attachment2", "附件2"), ("attachment3", "附件3")):
        edition = FormEdition.objects.get(code=code)
        bare = dict(_bare(code, period))
        ours = {key: figure.value for key, figure in province_total(edition, period, RECEIVED).items()}
        if ours != bare:
            raise SystemExit(f"{code}: the total is not the sum")
        total, floor = interleaved(
            lambda edition=edition: province_total(edition, period, RECEIVED),
            lambda code=code: _bare(code, period),
            rounds=61,
            each=3,
        )
        found.append(at_most(f"province total {name}, {scale}", total, "ms", floor, 1.5))
    return found


def _bare(code: str, period: Period) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(BARE, [code, period.pk])
        return cursor.fetchall()
