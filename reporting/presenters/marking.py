"""The page on which cells are ticked: for a return by the province, for a correction by the city."""

from portal import calendar
from portal.actor import Actor
from reporting.formspec.spec import LEVEL_TITLES, FormSpec
from reporting.models import Filing
from reporting.presenters.filing import facts
from reporting.queries.reasons import Judged, judge
from reporting.queries.sheet import desk
from reporting.renderers.grid import LEVEL_WORDS, heading
from reporting.renderers.sheet import NOT_APPLICABLE, SheetRow
from reporting.services.slips import Marked

WORDS = {
    "return": {
        "title": "退回",
        "lead": "勾出要修改的格(勾行首为整行),写明理由。市局只能改勾出的格,其余仍锁定。",
        "button": "退回市局",
        "reason": "退回理由",
    },
    "correct": {
        "title": "申请更正",
        "lead": "勾出要更正的格(勾行首为整行),写明理由。省厅批准后这些格解锁,更正后的版本接收前,汇总仍用已接收的数。",
        "button": "送省厅审批",
        "reason": "更正理由",
    },
}


def marking_page(
    actor: Actor, filing: Filing, kind: str, marks: list[Marked], reason: str, problems: list[str]
) -> dict:
    """The template context; what was ticked and written stands again after a refusal."""
    page = desk(filing, actor)
    half = filing.period.half
    ticked = {(mark.row, mark.column) for mark in marks}
    notes = {mark.row: mark.note for mark in marks}
    return {
        "filing": filing,
        "kind": kind,
        "words": WORDS[kind],
        "facts": facts(filing, page.door),
        "head": heading(page.spec, half, "对本行的意见"),
        "wide": page.spec.wide,
        "rows": [_row(row, page.spec, half, ticked, notes) for row in page.sheet.rows if not row.struck],
        "findings": [_finding(one) for one in judge(filing, page.findings)],
        "reason": reason,
        "problems": problems,
    }


def _finding(one: Judged) -> dict:
    """A failed check with the reason that the city wrote for it."""
    why = one.explanation
    return {
        "title": LEVEL_TITLES[one.finding.level],
        "message": one.finding.message,
        "reason": f"{why.reason}({why.by.name} {calendar.stamp(why.at)})" if why else "",
    }


def _row(row: SheetRow, spec: FormSpec, half: str, ticked: set[tuple[int, str]], notes: dict[int, str]) -> dict:
    cells = []
    for key, cell in row.cells.items():
        column, finding = spec.column(key), LEVEL_WORDS.get(cell.level, "")
        shown = cell.text if cell.applicable else NOT_APPLICABLE
        cells.append(
            {
                "place": f"{row.id}-{key}",
                "shown": shown,
                "level": cell.level,
                "finding": finding,
                "name": f"{row.label} 第{column.number}列 {column.short_for(half)} {shown or '空'} {finding}".strip(),
                "ticked": (row.id, key) in ticked,
            }
        )
    return {"row": row, "ticked": (row.id, "") in ticked, "note": notes.get(row.id, ""), "cells": cells}
