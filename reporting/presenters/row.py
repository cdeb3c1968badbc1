"""One row as a page: big fields for the phone, and the place where a row or a cell is marked as not applying."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal import access
from portal.actor import Actor
from portal.components import Column as Heading
from portal.components import Empty, NumberField, Panel, Row, Table
from reporting.formspec.checks import Finding
from reporting.formspec.spec import Column
from reporting.formspec.values import format_value
from reporting.models import Filing, FilingRow
from reporting.permissions import ROWS_ONLY, VIEW
from reporting.presenters.attachments import row_files
from reporting.presenters.filing import facts
from reporting.presenters.presence import cursor
from reporting.presenters.refusals import refusals
from reporting.presenters.tasks import row_task
from reporting.queries.sheet import Desk, desk
from reporting.queries.stand_in import fills
from reporting.renderers.grid import KEYBOARDS, NOTHING_REFUSED, Refused
from reporting.renderers.sheet import SheetRow

YEARS = 6  # earlier periods beside one another


@dataclass(frozen=True)
class Kept:
    """What a person typed that was not taken, to stand in its field again; ``striking``: 本期不填 is opened."""

    refused: Refused = field(default_factory=dict)
    striking: bool = False
    reason: str = ""
    answer: str = ""


def row_page(actor: Actor, filing: Filing, row: FilingRow, kept: Kept) -> dict:
    """The template context of a row's page."""
    page = desk(filing, actor)
    drawn = next(one for one in page.sheet.rows if one.id == row.pk)
    opens, alone = access.may(actor, VIEW), access.may(actor, ROWS_ONLY)
    task = row_task(filing, row, actor, page.door, kept.answer) if alone else None
    fields = fields_of(page, drawn, kept.refused, opens) if not row.struck else []
    return {
        "filing": filing,
        "row": row,
        "facts": facts(filing, page.door),
        "seen": cursor(filing),
        "fields": fields,
        "refusals": refusals(page.sheet, page.spec, filing.period.half, kept.refused),
        "filled": [one for one in fields if drawn.cells[one.name.partition("-")[2]].value is not None],
        "strike_open": kept.striking,
        "strike_reason": kept.reason,
        "editable": drawn.open and not row.struck,
        "whole": page.door.whole and row.pk not in page.door.handed,
        "may_fill": fills(filing, actor),
        "may_open_form": opens,
        "closed": page.door.handed.get(row.pk) or page.door.why,
        "handed": row.pk in page.door.handed,
        "task": task,
        "files": row_files(actor, row, task is not None),
        "years": _over_the_years(filing, page, drawn) if alone else None,
        "base": f"/filings/{filing.pk}",
        "url": f"/filings/{filing.pk}/rows/{row.pk}/",
        "neighbours": _neighbours(page, row.pk),
    }


def fields_of(page: Desk, row: SheetRow, refused: Refused = NOTHING_REFUSED, opens: bool = False) -> list[NumberField]:
    """The cells of a row as big fields; ``opens``: whether the person may read beyond this row."""
    return [_field(page.filing, page, row, key, refused, opens) for key in row.cells]


def _field(filing: Filing, page: Desk, row: SheetRow, key: str, refused: Refused, opens: bool) -> NumberField:
    cell, column = row.cells[key], page.spec.column(key)
    failed = [one for one in page.findings if _about(one, row.key, key)]
    text, reason = refused.get((row.id, key), (cell.text, ""))
    return NumberField(
        name=f"{row.id}-{key}",
        title=column.title_for(filing.period.half),
        text=text,
        version=cell.version,
        unit=column.unit,
        hint=_hint(page, row.key, column),
        level=cell.level,
        message=failed[0].message if failed else "",
        refused=reason,
        keyboard=KEYBOARDS[column.kind],
        open=cell.open,
        applicable=cell.applicable,
        marked=cell.marked,
        was=cell.changed,
        panel_url=f"/filings/{filing.pk}/cells/{row.id}/{key}/" if opens else "",
    )


def _over_the_years(filing: Filing, page: Desk, row: SheetRow) -> Panel:
    """The row of a school or county in earlier periods, column by column; 6月 and 12月 are never added."""
    past = page.context.over_the_years(row.key, YEARS)
    rows = [
        Row([_named(column, filing.period.half), *[_then(values, column) for _name, values in past]])
        for column in page.spec.number_columns
    ]
    heads = [Heading("项目"), *[Heading(name, "num") for name, _values in past]]
    empty = Empty("还没有往期的数", "往期上报以后列在这里。")
    return Panel("历年", Table("本行历年的数", heads, rows if past else [], empty=empty, dense=True, scroll=True))


def _named(column: Column, half: str) -> str:
    return column.short_for(half) + (f"({column.unit})" if column.unit else "")


def _then(values: Mapping[str, object], column: Column) -> str:
    """What a row said then: a column it lacks did not apply."""
    return format_value(values[column.key], column) if column.key in values else "—"


def _hint(page: Desk, row_key: str, column: Column) -> str:
    """Last year's figure of the same half, where there is one."""
    past = page.context.lastyear
    known = past.rows.get(row_key, {}).get(column.key) if past else None
    return f"上年 {format_value(known, column)}" if known is not None else ""


def _about(finding: Finding, row_key: str, column: str) -> bool:
    return finding.outcome == "failed" and finding.row_key == row_key and column in finding.columns


def _neighbours(page: Desk, row_id: int) -> dict:
    ids = [row.id for row in page.sheet.rows]
    place = ids.index(row_id)
    return {
        "number": place + 1,
        "count": len(ids),
        "before": ids[place - 1] if place else None,
        "after": ids[place + 1] if place + 1 < len(ids) else None,
    }
