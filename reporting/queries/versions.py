"""A version as it was sent: found by the check code on its paper, read back from its frozen cells as a sheet."""

from portal.access import get_visible_or_404
from portal.actor import Actor
from reporting.formspec.context import RowValues, total_of
from reporting.formspec.spec import FormSpec
from reporting.formspec.values import format_value
from reporting.models import Filing, FilingVersion, FrozenCell
from reporting.queries.filings import joined
from reporting.queries.forms import spec_of
from reporting.renderers.sheet import Sheet, SheetCell, SheetRow, SheetTotal


def by_check_code(actor: Actor, code: str) -> tuple[Filing, FilingVersion]:
    """The version whose paper bears ``code`` (case and hyphen do not matter) if its filing is in scope, else 404."""
    plain = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    written = f"{plain[:4]}-{plain[4:8]}"
    filing = get_visible_or_404(joined(), actor, versions__check_code=written)
    return filing, filing.versions.select_related("edition", "confirmed_by").get(check_code=written)


def frozen_sheet(filing: Filing, version: FilingVersion) -> Sheet:
    """The sheet as sent; nothing on it is open. A row struck then has no cells and stands with its reason."""
    spec = spec_of(version.edition)
    rows = _rows(filing, version, spec)
    values = [_values(row, spec) for row in rows]
    totals = {column.key: total_of(values, column.key) for column in spec.number_columns}
    drawn = {key: SheetTotal(total.value, total.missing) for key, total in totals.items()}
    return Sheet(filing.pk, filing.period.half, spec, rows, drawn, False, filing.revision)


def _rows(filing: Filing, version: FilingVersion, spec: FormSpec) -> list[SheetRow]:
    if version.nil:
        return []
    cells: dict[int, dict[str, SheetCell]] = {}
    frozen = FrozenCell.objects.filter(version=version)
    for row, column, value, text, na in frozen.values_list("row_id", "column", "value", "text", "not_applicable"):
        held = value if value is not None else (text or None)
        shown = format_value(held, spec.column(column))
        cells.setdefault(row, {})[column] = SheetCell(column, held, not na, 0, False, "", False, shown)
    lines = [row for row in filing.rows.all() if row.pk in cells or row.struck]
    return [
        SheetRow(row.pk, place, row.key, row.label, "" if row.pk in cells else row.struck, False, cells.get(row.pk, {}))
        for place, row in enumerate(lines, start=1)
    ]


def _values(row: SheetRow, spec: FormSpec) -> RowValues:
    applicable = {key for key, cell in row.cells.items() if cell.applicable}
    values = {key: cell.value for key, cell in row.cells.items()}
    return RowValues(row.key, row.label, values, applicable, bool(row.struck))
