"""A version as it was sent: found by the check code on its paper, read back from its frozen cells as a sheet."""

from collections import defaultdict

from portal.access import get_visible_or_404
from portal.actor import Actor
from reporting.formspec.context import RowValues, total_of
from reporting.formspec.spec import FormSpec
from reporting.formspec.values import format_value
from reporting.models import Filing, FilingRow, FilingVersion, FormEdition, FrozenCell
from reporting.queries.filings import joined
from reporting.queries.forms import spec_of
from reporting.renderers.sheet import Sheet, SheetCell, SheetRow, SheetTotal


def by_check_code(actor: Actor, code: str) -> tuple[Filing, FilingVersion]:
    """The version whose paper bears ``code`` (case and hyphen do not matter) if its filing is in scope, else 404."""
    written = written_code(code)
    filing = get_visible_or_404(joined(), actor, versions__check_code=written)
    return filing, filing.versions.select_related("confirmed_by").get(check_code=written)


def written_code(code: str) -> str:
    """A check code as it is printed, whatever way it was typed: 7K4M-2QXD."""
    plain = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    return f"{plain[:4]}-{plain[4:]}"


def frozen_sheet(filing: Filing, version: FilingVersion) -> Sheet:
    """One version as it was sent."""
    return frozen_sheets([(filing, version)])[version.pk]


def frozen_sheets(sent: list[tuple[Filing, FilingVersion]]) -> dict[int, Sheet]:
    """Sheets by version, all in three queries; nothing on them is open. A row struck then stands with its reason."""
    lines = defaultdict(list)
    for row in FilingRow.objects.filter(filing__in=[filing.pk for filing, _version in sent]):
        lines[row.filing_id].append(row)
    cells: dict[int, dict[int, list]] = defaultdict(lambda: defaultdict(list))
    frozen = FrozenCell.objects.filter(version__in=[version.pk for _filing, version in sent])
    for version, row, *cell in frozen.values_list("version_id", "row_id", "column", "value", "text", "not_applicable"):
        cells[version][row].append(cell)
    editions = FormEdition.objects.in_bulk({version.edition_id for _filing, version in sent})
    specs = {pk: spec_of(edition) for pk, edition in editions.items()}
    return {
        version.pk: _sheet(filing, version, specs[version.edition_id], lines[filing.pk], cells[version.pk])
        for filing, version in sent
    }


def _sheet(
    filing: Filing, version: FilingVersion, spec: FormSpec, lines: list[FilingRow], cells: dict[int, list]
) -> Sheet:
    there = [] if version.nil else [line for line in lines if line.pk in cells or line.struck]
    rows = [_row(line, place, cells.get(line.pk, []), spec) for place, line in enumerate(there, start=1)]
    values = [_values(row) for row in rows]
    totals = {column.key: total_of(values, column.key) for column in spec.number_columns}
    drawn = {key: SheetTotal(total.value, total.missing) for key, total in totals.items()}
    return Sheet(filing.pk, filing.period.half, spec, rows, drawn, False, filing.revision)


def _row(line: FilingRow, place: int, cells: list, spec: FormSpec) -> SheetRow:
    found = {}
    for column, value, text, na in cells:
        held = value if value is not None else (text or None)
        shown = format_value(held, spec.column(column))
        found[column] = SheetCell(column, held, not na, 0, False, "", False, shown)
    ordered = {column.key: found[column.key] for column in spec.columns if column.key in found}
    return SheetRow(line.pk, place, line.key, line.label, "" if cells else line.struck, False, ordered)


def _values(row: SheetRow) -> RowValues:
    applicable = {key for key, cell in row.cells.items() if cell.applicable}
    values = {key: cell.value for key, cell in row.cells.items()}
    return RowValues(row.key, row.label, values, applicable, bool(row.struck))
