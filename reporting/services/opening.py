"""Filings of a period: made for every unit and form when the period opens, with the rows the register gives."""

from django.db import transaction
from django.db.models import Max

from portal.models import Organisation
from reporting.models import Filing, FilingRow, FormEdition, Period
from reporting.queries.forms import newest_editions
from reporting.queries.subjects import Subject, subjects


def units():
    """The 13 reporting units: the bureaus of the 市(地)."""
    return Organisation.objects.filter(kind=Organisation.Kind.CITY).order_by("region_id")


@transaction.atomic
def open_filings(period: Period, editions: list[FormEdition] | None = None) -> int:
    """Make what is missing of the period's filings, with their rows; returns how many were made. Idempotent."""
    Period.objects.select_for_update().get(pk=period.pk)  # two workers at once: the second finds the first's
    made = 0
    for edition in newest_editions() if editions is None else editions:
        have = set(Filing.objects.filter(period=period, form=edition.code).values_list("unit_id", flat=True))
        missing = [unit for unit in units() if unit.pk not in have]
        made += len(_make(period, edition, missing))
    return made


@transaction.atomic
def open_filing(period: Period, unit: Organisation, edition: FormEdition) -> Filing:
    """One unit's filing of a period that the portal made none for; found where there is one by now."""
    Period.objects.select_for_update().get(pk=period.pk)
    there = Filing.objects.filter(period=period, form=edition.code, unit=unit).first()
    return there or _make(period, edition, [unit])[0]


def _make(period: Period, edition: FormEdition, wanted: list[Organisation]) -> list[Filing]:
    new = [Filing(edition=edition, form=edition.code, unit=unit, period=period) for unit in wanted]
    Filing.objects.bulk_create(new)
    rows = [row for filing in new for row in _rows(filing, subjects(edition.axis, filing.unit, period.counts_to), 1)]
    FilingRow.objects.bulk_create(rows)
    return new


def _rows(filing: Filing, found: list[Subject], first: int) -> list[FilingRow]:
    return [
        FilingRow(
            filing=filing,
            key=one.key,
            label=one.label,
            school_id=one.school_id,
            region_id=one.region_id,
            position=first + place,
        )
        for place, one in enumerate(found)
    ]


def append_rows(filing: Filing, found: list[Subject]) -> list[FilingRow]:
    """Append rows to a filing that is locked by the caller's transaction."""
    last = filing.rows.aggregate(last=Max("position"))["last"] or 0
    rows = FilingRow.objects.bulk_create(_rows(filing, found, last + 1))
    Filing.objects.filter(pk=filing.pk).changed()
    return rows
