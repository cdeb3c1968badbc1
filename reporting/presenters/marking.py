"""The page on which cells are ticked: for a return by the province, for a correction by the city."""

from portal.actor import Actor
from reporting.models import Filing
from reporting.presenters.filing import facts
from reporting.queries.sheet import desk
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
    ticked = {(mark.row, mark.column) for mark in marks}
    half = filing.period.half
    rows = [
        {
            "row": row,
            "ticked": (row.id, "") in ticked,
            "cells": [
                {"place": f"{row.id}-{key}", "cell": cell, "ticked": (row.id, key) in ticked}
                for key, cell in row.cells.items()
            ],
        }
        for row in page.sheet.rows
        if not row.struck
    ]
    return {
        "filing": filing,
        "kind": kind,
        "words": WORDS[kind],
        "facts": facts(filing, page.door),
        "columns": [column.heading(half) for column in page.spec.columns],
        "axis_title": page.spec.axis_title,
        "rows": rows,
        "reason": reason,
        "problems": problems,
    }
