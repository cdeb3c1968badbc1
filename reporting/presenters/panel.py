"""What the panel beside a cell says."""

from decimal import Decimal

from portal import calendar
from portal.actor import Actor
from portal.charts import HALF, WHOLE, Columns, Mark
from portal.models import AuditEntry
from reporting.formspec.spec import BASIS_TITLES, LEVEL_TITLES, Column
from reporting.formspec.values import format_value
from reporting.models import Filing, Period
from reporting.presenters.notes import beside_cell
from reporting.queries.filings import cell_changes
from reporting.queries.gate import gate
from reporting.queries.panel import CellPanel
from reporting.queries.stand_in import fills


def panel_page(actor: Actor, filing: Filing, found: CellPanel) -> dict:
    """The template context of the panel."""
    column, row = found.column, found.row
    failed = [one for one in found.findings if one.outcome == "failed"]
    undecided = [one for one in found.findings if one.outcome == "undecided"]
    may_fill = fills(filing, actor) and gate(filing, actor).allows(row.pk, column.key) and not row.struck
    return {
        "filing": filing,
        "row": row,
        "column": column,
        "heading": column.heading(filing.period.half),
        "number": f"第{column.number}列",
        "shown": found.shown,
        "cell": found.cell,
        "level": failed[0].level if failed else "",
        "failed": [{"title": LEVEL_TITLES[one.level], "level": one.level, "message": one.message} for one in failed],
        "undecided": [one.message for one in undecided],
        "passed": [one.title for one in found.findings if one.outcome == "passed"],
        "earlier": found.earlier,
        "course": course_chart(found),
        "item": found.item,
        "basis": BASIS_TITLES[column.basis],
        "may_fill": may_fill,
        "changes": [_change(entry, column) for entry in cell_changes(filing, row.pk, column.key)],
        "url": f"/filings/{filing.pk}/cells/{row.pk}/{column.key}/",
        "notes": beside_cell(actor, filing, row, column.key),
    }


def course_chart(found: CellPanel) -> Columns | None:
    """The cell over the last periods, half-years outlined; None where there is nothing to compare."""
    if len(found.course) < 3:
        return None
    june = Period.Half.FIRST.label
    marks = [
        Mark(name, value, format_value(value, found.column) or "空", kind=HALF if name.endswith(june) else WHOLE)
        for name, value in found.course
    ]
    return Columns("历期", marks, small=True)


def _change(entry: AuditEntry, column: Column) -> dict:
    return {
        "who": entry.actor_name,
        "when": calendar.stamp(entry.business_at),
        "old": _held(entry.detail["old"], column),
        "new": _held(entry.detail["new"], column),
    }


def _held(kept: str | None, column: Column) -> str:
    """A value of the audit as people read it; a dash is 不适用."""
    if kept is None:
        return "空"
    return format_value(Decimal(kept), column) if column.is_number and kept != "—" else kept
