"""How full many filings are, in one statement: filled and expected number cells."""

from django.db.models import Count, Q

from reporting.models import Filing, FilingRow
from reporting.queries.forms import spec_of


def progress_by_filing(filings: list[Filing]) -> dict[int, tuple[int, int]]:
    """(filled, expected) of each filing; a nil return expects nothing. Struck rows and 不适用 cells do not count."""
    keys = {column.key for one in filings for column in spec_of(one.edition).number_columns}
    numbers = Q(cells__column__in=keys)
    counted = (
        FilingRow.objects.filter(filing__in=filings, struck="")
        .values("filing_id")
        .annotate(
            rows=Count("pk", distinct=True),
            filled=Count("cells", filter=numbers & Q(cells__value__isnull=False)),
            not_applicable=Count("cells", filter=numbers & ~Q(cells__not_applicable="")),
        )
    )
    found = {one["filing_id"]: one for one in counted} if filings else {}
    return {one.pk: _progress(one, found.get(one.pk)) for one in filings}


def _progress(filing: Filing, counted: dict | None) -> tuple[int, int]:
    if filing.nil or counted is None:
        return 0, 0
    width = len(spec_of(filing.edition).number_columns)
    return counted["filled"], counted["rows"] * width - counted["not_applicable"]
