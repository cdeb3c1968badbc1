"""The filing as PDF in the printed layout, drawn by typst from paper.typ; the fonts lie in portal/fonts.

``page`` is presenters.paper.paper_page. Nothing here decides: text, notes and 草稿 come with the page.
"""

import json
from functools import cache
from pathlib import Path

import segno
import typst

from portal.refusal import Refused
from reporting.formspec.spec import FormSpec
from reporting.renderers.measures import folded_total, widths
from reporting.renderers.sheet import NOT_APPLICABLE, Sheet, SheetRow

TEMPLATE = Path(__file__).with_name("paper.typ")
FONTS = Path(__file__).resolve().parents[2] / "portal" / "fonts"
# Debian's has rarer characters than GBK; ours is what is always there.
SERIF = ("Noto Serif CJK SC", "Noto Serif SC")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(font_paths=[str(FONTS)])


def filing_pdf(page: dict) -> bytes:
    """The bytes of the PDF. Raises Refused where a character is in no font."""
    return compile_pdf(TEMPLATE, _drawn(page))


def compile_pdf(template: Path, data: dict) -> bytes:
    """``data`` drawn by a typst template that reads it as JSON. Raises Refused where a character is in no font."""
    families = [name for name in SERIF if name in _fonts().families()]
    words = json.dumps(data | {"fonts": families}, ensure_ascii=False)
    if SERIF[0] not in families:
        _refuse_missing(words)
    return typst.compile(str(template), sys_inputs={"sheet": words}, format="pdf", font_paths=_fonts())


def _refuse_missing(words: str) -> None:
    """Our own fonts hold what GBK can write."""
    rare = sorted({sign for sign in words if not sign.isascii() and not _in_gbk(sign)})
    if rare:
        raise Refused([f"字体里没有“{'、'.join(rare)}”,打印出来会是空框。请管理员在服务器上安装 fonts-noto-cjk。"])


def _in_gbk(sign: str) -> bool:
    try:
        sign.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _drawn(page: dict) -> dict:
    sheet: Sheet = page["sheet"]
    nil = page["nil"]
    return {
        "mark": page["spec"].mark,
        "title": page["spec"].title,
        "unit": page["unit"],
        "date": page["date"],
        "filler": page["filler"],
        "draft": page["draft"],
        "nil": nil,
        "notes": page["notes"],
        "widths": widths(sheet),
        "head": _head(sheet),
        "rows": [] if nil else [_row(row, sheet.spec) for row in sheet.rows],
        "total": [] if nil else _total(sheet),
        "code": segno.make(page.get("link"), error="m").svg_inline(border=0) if page.get("link") else "",
    }


def _head(sheet: Sheet) -> list[dict]:
    cells = []
    for y, x, cell in sheet.spec.head_places(sheet.half):
        title = cell.column.heading(sheet.half) if cell.column else cell.title
        cells.append({"text": title, "x": x, "y": y, "rows": cell.rows, "cols": cell.cols})
    return cells


def _row(row: SheetRow, spec: FormSpec) -> list[dict]:
    first = [{"text": str(row.seq)}, {"text": row.label, "left": True}]
    if row.struck:
        return [*first, {"text": f"不适用:{row.struck}", "cols": len(spec.columns), "left": True}]
    cells = [row.cells[column.key] for column in spec.columns]
    return first + [{"text": cell.text if cell.applicable else NOT_APPLICABLE} for cell in cells]


def _total(sheet: Sheet) -> list[dict]:
    texts = [folded_total(sheet, column) for column in sheet.spec.columns]
    return [{"text": "总计", "cols": 2}, *({"text": text} for text in texts)]
