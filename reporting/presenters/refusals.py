"""What a save without JavaScript could not take: cell by cell, with the way there."""

from reporting.formspec.spec import FormSpec
from reporting.renderers.grid import Refused
from reporting.renderers.sheet import Sheet

NO_CELL = "本表没有的一格"


def refusals(sheet: Sheet, spec: FormSpec, half: str, refused: Refused) -> list[dict]:
    """Row and column by name, what was typed, why it was not stored, and the address of the cell on this page."""
    rows = {row.id: row for row in sheet.rows}
    return [_refusal(rows.get(row), row, key, text, why, spec, half) for (row, key), (text, why) in refused.items()]


def _refusal(line, row: int, key: str, text: str, why: str, spec: FormSpec, half: str) -> dict:
    known = line is not None and spec.has_column(key)
    column = spec.column(key) if known else None
    return {
        "name": f"{line.label} · 第{column.number}列 {column.short_for(half)}" if known else NO_CELL,
        "url": "" if not known else f"#r-{row}" if line.struck else f"#c-{row}-{key}",
        "why": why if why.startswith("读到") else f"填的“{text}”没有收,{why}",  # 读到 quotes it already
    }
