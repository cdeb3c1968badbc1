"""A workbook in the layout of an older edition of its form: known by its headings, mapped to the columns of now."""

from dataclasses import dataclass, replace

from portal.workbook.reader import ReadSheet
from reporting.formspec.spec import FormSpec
from reporting.formspec.succession import column_map
from reporting.imports.layout import Layout, nearest, refuse_misfit
from reporting.models import FormEdition
from reporting.queries.forms import editions_before, spec_of


@dataclass(frozen=True)
class Older:
    """Which edition a workbook is in, which of its columns became which (by title), and which have no place now."""

    number: int
    title: str
    became: list[tuple[str, str]]
    lost: list[str]


def find(sheets: list[ReadSheet], edition: FormEdition, half: str) -> tuple[Layout, Older | None]:
    """The sheet that holds the form, its columns those of ``edition``. Raises Refused where none does."""
    spec = spec_of(edition)
    found = nearest(sheets, spec, half)
    if found is None or len([one for one in found.columns.values() if one.is_number]) < len(spec.number_columns):
        older = _older(sheets, edition, spec, half, len(found.columns) if found else 0)
        if older is not None:
            return older
    refuse_misfit(found, spec, half)
    return found, None


def _older(
    sheets: list[ReadSheet], edition: FormEdition, spec: FormSpec, half: str, most: int
) -> tuple[Layout, Older] | None:
    """The older edition that explains most headings, more than ``most``; of two that explain as many, the newer."""
    before = editions_before(edition)
    line = [*map(spec_of, before), spec]
    found = [nearest(sheets, old, half) for old in line[:-1]]
    counts = [len(one.columns) if one else 0 for one in found]
    if max(counts, default=0) <= most:
        return None
    place = len(counts) - 1 - counts[::-1].index(max(counts))
    refuse_misfit(found[place], line[place], half)
    return _mapped(found[place], before[place], _places(line[place:]), line[place], spec, half)


def _places(line: list[FormSpec]) -> dict[str, str]:
    """Old key → key of now, from edition to edition."""
    places = {column.key: column.key for column in line[0].columns}
    for old, new in zip(line, line[1:], strict=False):
        step = column_map(old, new)
        places = {key: step[at] for key, at in places.items() if at in step}
    return places


def _mapped(
    found: Layout, edition: FormEdition, places: dict[str, str], old: FormSpec, spec: FormSpec, half: str
) -> tuple[Layout, Older]:
    columns = {at: spec.column(places[one.key]) for at, one in found.columns.items() if one.key in places}
    titles = {one.key: one.heading(half) for one in old.columns}
    became = [
        (titles[one.key], columns[at].heading(half))
        for at, one in sorted(found.columns.items())
        if at in columns and titles[one.key] != columns[at].heading(half)
    ]
    lost = [titles[one.key] for at, one in sorted(found.columns.items()) if at not in columns]
    return replace(found, columns=columns), Older(edition.number, old.title, became, lost)
