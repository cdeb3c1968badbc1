"""The province's workbook of a form and period: 全省汇总, and every city's form as it was sent."""

from dataclasses import replace

from portal import calendar, clock
from portal.actor import Actor
from reporting.formspec.values import format_value
from reporting.presenters.paper import sent_paper
from reporting.queries.standings import BASES
from reporting.queries.totals import Totals
from reporting.queries.versions import frozen_sheets
from reporting.renderers.sheet import Sheet, SheetCell, SheetRow, SheetTotal
from reporting.rollup import NOTHING, Line


def city_pages(found: Totals) -> list[dict]:
    """The papers of the versions that the basis counts, by code of the city; nil returns among them."""
    sent = [(one.filing, one.version(found.basis)) for one in found.counted]
    sheets = frozen_sheets(sent)
    pages = [sent_paper(filing, version, sheets[version.pk]) for filing, version in sent]
    return [page | {"city": page["filing"].unit.region.name} for page in pages]


def summary_page(found: Totals, actor: Actor) -> dict:
    """The same form with a row for every 市(地), as the printed table has one for every school or county."""
    spec = replace(found.spec, axis_title="市(地)名称")
    rows = [_row(line, place, found) for place, line in enumerate(found.lines, start=1)]
    totals = {key: SheetTotal(figure.value, figure.missing) for key, figure in found.total.items()}
    counted = f"{BASES[found.basis]} {len(found.counted)}/{len(found.standings)} 个市(地)"
    absent = "、".join(one.city for one in found.standings if not one.counts(found.basis))
    return {
        "spec": spec,
        "nil": "",
        "sheet": Sheet(0, found.period.half, spec, rows, totals, False, 0),
        "line": f"{actor.organisation.name}    {found.period.title}    {counted}    "
        f"导出时间:{calendar.stamp(clock.now(), True)}",
        "notes": [*spec.notes, f"未计入:{absent}。" if absent else "", "总计为各行之和。“—”为不适用。"],
    }


def _row(line: Line, place: int, found: Totals) -> SheetRow:
    cells = {}
    for column in found.spec.columns:
        figure = line.figures.get(column.key, NOTHING)
        applies = bool(figure.applicable) if column.is_number else not line.nil
        text = format_value(figure.value, column)
        cells[column.key] = SheetCell(column.key, figure.value, applies, 0, False, "", False, text)
    label = f"{line.city}(零报告)" if line.nil else line.city
    return SheetRow(0, place, line.key, label, "", False, cells)
