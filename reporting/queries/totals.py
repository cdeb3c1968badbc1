"""Totals, read live from cells in one statement each; nothing is stored and nothing has to be rebuilt.

Bases: received counts the version last received of each filing, sent the version last sent, issued the version of the
province's 定稿, draft the cells as they stand now. Text columns are left out; a nil return counts as reported.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from portal.scope import Scope
from reporting.formspec.spec import Column, FormSpec
from reporting.models import FormEdition, Period
from reporting.queries.forms import newest_editions, spec_of
from reporting.queries.standings import DRAFT, Standing, own_rows, standings
from reporting.rollup import Figure, Figures, Line, add

# Only the fixed words below are put together; every value is a parameter.
_SUMS = """sum(cell.value), count(*) FILTER (WHERE cell.value IS NULL AND coalesce(cell.not_applicable, '') = ''),
count(*) FILTER (WHERE coalesce(cell.not_applicable, '') = '')"""
_FROZEN = """FROM reporting_frozencell AS cell {join}
WHERE cell.version_id = ANY(%(sources)s) AND cell."column" = ANY(%(columns)s)"""
_DRAFT = """FROM reporting_filingrow AS line CROSS JOIN unnest(%(columns)s) AS wanted("column")
LEFT JOIN reporting_cell AS cell ON cell.row_id = line.id AND cell."column" = wanted."column"
WHERE line.filing_id = ANY(%(sources)s) AND line.struck = ''"""
_LINE = "line.id, line.key, line.label, line.school_id, line.region_id"


def _statement(draft: bool, by_row: bool, some_rows: bool) -> str:
    source, column = ("line.filing_id", 'wanted."column"') if draft else ("cell.version_id", 'cell."column"')
    join = "JOIN reporting_filingrow AS line ON line.id = cell.row_id" if by_row or some_rows else ""
    group = f"{source}, {column}" + (f", {_LINE}, line.position" if by_row else "")
    select = f"{source}, {column}, {_SUMS}" + (f", {_LINE}" if by_row else "")
    tail = _DRAFT if draft else _FROZEN.format(join=join)
    rows = " AND line.id = ANY(%(rows)s)" if some_rows else ""
    order = f" ORDER BY {source}, line.position, line.id" if by_row else ""
    return f"SELECT {select} {tail}{rows} GROUP BY {group}{order}"


@dataclass(frozen=True)
class Totals:
    """What a page, a workbook or the command shows. ``lines`` are cities or rows; ``spec`` gives the columns."""

    form: str
    period: Period
    basis: str
    spec: FormSpec
    standings: list[Standing]
    lines: list[Line]

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.spec.number_columns

    @property
    def counted(self) -> list[Standing]:
        return [one for one in self.standings if one.counts(self.basis)]

    @property
    def nil(self) -> list[Standing]:
        return [one for one in self.counted if one.nil(self.basis)]

    @property
    def total(self) -> dict[str, Figure]:
        """总计: always the sum of the lines."""
        return add(line.figures for line in self.lines)


def spec_in(form: str, found: Iterable[Standing]) -> FormSpec | None:
    """The newest edition of ``form`` that these filings use, or of all where there are none; None: no such form."""
    editions = [one.filing.edition for one in found] or [one for one in newest_editions() if one.code == form]
    return spec_of(max(editions, key=lambda one: one.number)) if editions else None


def by_city(scope: Scope, form: str, period: Period, basis: str) -> Totals | None:
    """One line per 市(地) that the basis counts; None where there is no such form."""
    return _totals(scope, form, period, basis, by_row=False)


def by_row(scope: Scope, form: str, period: Period, basis: str) -> Totals | None:
    """One line per row of the filings that the basis counts: each city's schools or counties."""
    return _totals(scope, form, period, basis, by_row=True)


def _totals(scope: Scope, form: str, period: Period, basis: str, by_row: bool) -> Totals | None:
    found = standings(scope, [period], form)
    spec = spec_in(form, found)
    if spec is None:
        return None
    lines = [] if not found else read_lines(scope, spec, found, basis, by_row)
    return Totals(form, period, basis, spec, found, lines)


def read_lines(scope: Scope, spec: FormSpec, found: list[Standing], basis: str, by_row: bool) -> list[Line]:
    """The lines of the filings that ``basis`` counts, in one statement; by city a nil return is a line of blanks."""
    counted = {_source(one, basis): one for one in found if one.counts(basis)}
    rows = own_rows(scope, [one.filing.pk for one in counted.values()])
    live = [source for source, one in counted.items() if not one.nil(basis)]
    read = _read_rows if by_row else _read_sums
    lines = read(spec, counted, live, basis == DRAFT, rows)
    if not by_row:
        lines += [_city_line(one, {}, nil=True) for one in counted.values() if one.nil(basis)]
    return sorted(lines, key=lambda line: line.city_code)


def _source(one: Standing, basis: str) -> int:
    return one.filing.pk if basis == DRAFT else one.version(basis).pk


def _fetch(spec_keys: list[str], live: list[int], draft: bool, by_row: bool, rows: list[int] | None) -> list[tuple]:
    with connection.cursor() as cursor:
        values = {"sources": live, "columns": spec_keys, "rows": rows}
        cursor.execute(_statement(draft, by_row, rows is not None), values)
        return cursor.fetchall()


def _renames(spec: FormSpec, used: set[int], at_hand: dict[int, FormEdition]) -> dict[int, dict[str, str]]:
    """For versions of an older edition, which of its columns has become which: edition id → old key → new key."""
    strange = used - set(at_hand)
    editions = at_hand | (FormEdition.objects.in_bulk(strange) if strange else {})
    old = {pk: spec_of(editions[pk]) for pk in used if editions[pk].number < spec.edition}
    return {pk: {c.key: spec.carry.get(c.key, c.key) for c in one.number_columns} for pk, one in old.items()}


def _edition(one: Standing, draft: bool, source: int) -> int:
    if draft:
        return one.filing.edition_id
    versions = (one.filing.received_version, one.filing.sent_version, one.issued)
    return next(version.edition_id for version in versions if version is not None and version.pk == source)


def _cells(spec, counted, live, draft, by_row, rows):
    """(source, key in the spec, figure, what the row is) for every group the database returns."""
    known = {column.key for column in spec.number_columns}
    editions = {source: _edition(counted[source], draft, source) for source in live}
    at_hand = {one.filing.edition_id: one.filing.edition for one in counted.values()}
    renames = _renames(spec, set(editions.values()), at_hand)
    wanted = sorted(known | {old for names in renames.values() for old in names})
    for source, column, value, missing, applicable, *row in _fetch(wanted, live, draft, by_row, rows):
        key = renames.get(editions[source], {}).get(column, column)
        if key in known:
            yield source, key, Figure(value, missing, applicable), row


def _read_sums(spec, counted, live, draft, rows) -> list[Line]:
    found: dict[int, dict[str, Figure]] = {source: {} for source in live}
    for source, key, figure, _row in _cells(spec, counted, live, draft, False, rows):
        found[source][key] = figure
    return [_city_line(counted[source], figures) for source, figures in found.items()]


def _read_rows(spec, counted, live, draft, rows) -> list[Line]:
    found: dict[tuple[int, int], dict[str, Figure]] = defaultdict(dict)
    labels: dict[tuple[int, int], list] = {}
    for source, key, figure, row in _cells(spec, counted, live, draft, True, rows):
        found[source, row[0]][key] = figure
        labels[source, row[0]] = row
    return [_row_line(counted[place[0]], labels[place], figures) for place, figures in found.items()]


def _city_line(one: Standing, figures: Figures, nil: bool = False) -> Line:
    return Line(one.code, one.city, one.code, one.city, one.filing.pk, figures, nil=nil)


def _row_line(one: Standing, row: list, figures: Figures) -> Line:
    row_id, key, label, school_id, region_id = row
    return Line(key, label, one.code, one.city, one.filing.pk, figures, row_id, school_id, region_id)
