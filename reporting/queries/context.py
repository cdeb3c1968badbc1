"""What a filing's checks are evaluated against, read on first use: a save that needs no past asks for none."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from portal.models import RegionSuccession
from reporting.formspec.context import Past, RowValues, past_of
from reporting.formspec.spec import FormSpec
from reporting.models import Filing, Period
from reporting.queries.forms import spec_of
from reporting.queries.past import earlier_versions, past_of_version
from reporting.queries.values import CellNow, Cells, RowNow, draft_cells, draft_rows


def row_values(rows: list[RowNow], cells: Cells, columns: list[str]) -> list[RowValues]:
    """The rows of a filing as checks read them."""
    return [_row(row, cells.get(row.pk, {}), columns) for row in rows]


def _row(row: RowNow, cells: dict[str, CellNow], columns: list[str]) -> RowValues:
    values = {key: cell.value if cell.value is not None else (cell.text or None) for key, cell in cells.items()}
    refused = {key for key, cell in cells.items() if cell.not_applicable}
    applicable = set(columns) - refused if refused else None
    return RowValues(row.key, row.label, values, applicable, bool(row.struck))


class FilingContext:
    """Stands in for formspec.context.Context, with its attributes read lazily."""

    at = "unit"

    def __init__(self, filing: Filing, rows: list[RowNow], cells: Cells, spec: FormSpec | None = None):
        """``spec``: another edition than the filing's own, to be tried on it."""
        self.filing = filing
        self.half = filing.period.half
        self.columns = [column.key for column in (spec or spec_of(filing.edition)).columns]
        self.rows = row_values(rows, cells, self.columns)
        self.row_ids = {row.key: row.pk for row in rows}
        self.lines = [(row, values, cells.get(row.pk, {})) for row, values in zip(rows, self.rows, strict=True)]

    @cached_property
    def _versions(self) -> dict[tuple[int, str], int]:
        return earlier_versions(self.filing)

    @cached_property
    def _renamed(self) -> tuple[tuple[str, str], ...]:
        return renamed_regions() if self.filing.edition.axis == "counties" else ()

    def _past(self, year: int, half: str) -> Past | None:
        version = self._versions.get((year, half))
        return past_of_version(version, self._renamed) if version else None

    @cached_property
    def prev(self) -> Past | None:
        """The filing before, of whichever half."""
        year = self.filing.period.year
        return self.half_year if self.half == Period.Half.WHOLE else self._past(year - 1, Period.Half.WHOLE)

    @cached_property
    def lastyear(self) -> Past | None:
        """The same half a year ago."""
        return self._past(self.filing.period.year - 1, self.half)

    @cached_property
    def half_year(self) -> Past | None:
        """For a December filing the June filing of its own year."""
        return self._past(self.filing.period.year, Period.Half.FIRST) if self.half == Period.Half.WHOLE else None

    @cached_property
    def others(self) -> "Siblings":
        """The unit's other forms of the same period as they stand now."""
        return Siblings(self.filing)

    def over_the_years(self, row_key: str, most: int) -> list[tuple[str, Mapping[str, object]]]:
        """What the latest earlier filings said of one row, by period, the newest first."""
        versions = sorted(self._versions.items(), reverse=True)[:most]
        pasts = [past_of_version(version, self._renamed) for _when, version in versions]
        return [(past.name, past.rows[row_key]) for past in pasts if row_key in past.rows]

    def history(self, row_key: str | None, column: str) -> list[Decimal]:
        """Comparable values of earlier years, oldest first, blanks left out; ``row_key`` None is 总计."""
        found = []
        for (year, half), version in sorted(self._versions.items()):
            if half == self.half and year < self.filing.period.year:
                past = past_of_version(version, self._renamed)
                values = past.total if row_key is None else past.rows.get(row_key, {})
                if values.get(column) is not None:
                    found.append(values[column])
        return found


class Siblings:
    """Forms by code, each read when a check first asks for it."""

    def __init__(self, filing: Filing):
        self.filing = filing

    def get(self, form: str) -> Past | None:
        """The unit's filing of ``form`` in the same period; None where it has none."""
        same = Filing.objects.filter(unit=self.filing.unit_id, period=self.filing.period_id, form=form)
        found = same.select_related("edition").first()
        return draft_past(found) if found else None


def draft_past(filing: Filing) -> Past:
    """A filing of the same period as it stands now, for another form's checks; a nil return compares with nothing."""
    columns = [column.key for column in spec_of(filing.edition).columns]
    if filing.nil:
        return Past(name=filing.edition.mark)
    return past_of(row_values(draft_rows(filing), draft_cells(filing), columns), columns, filing.edition.mark)


def renamed_regions() -> tuple[tuple[str, str], ...]:
    """Retired codes with exactly one known successor: rows of these counties can be compared across the change."""
    known = RegionSuccession.objects.exclude(successor=None).order_by("old_id")
    pairs = list(known.values_list("old_id", "successor_id"))
    olds = [old for old, _new in pairs]
    return tuple((old, new) for old, new in pairs if olds.count(old) == 1)
