"""Reading somebody's workbook: what it is by its content, cells by their type, and the marks people must be told of.

The zip directory is looked at before anything is unpacked, and the reading itself happens in a child with limits
(portal.sandbox). No macro runs, no formula is computed, no external entity is fetched.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from portal import sandbox
from portal.refusal import Refused
from portal.workbook import biff
from portal.workbook.biff import BadXls

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 2000
BROKEN = "文件打不开,可能已损坏。请用 Excel 或 WPS 打开,另存为 .xlsx 后再上传。"
HAS_MACROS = "文件里有宏。请另存为“Excel 工作簿(.xlsx)”(不含宏)后再上传。"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKED = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)>(?:\s*<(f)[ >/])?')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REF = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Value = str | float | int | bool | datetime | timedelta | None  # a day is a datetime, an hour of no day a timedelta


@dataclass(frozen=True)
class ReadSheet:
    """One sheet from A1. ``merged``: (top, left, bottom, right) from 0. ``formulas``, ``errors``: addresses."""

    name: str
    hidden: bool
    rows: list[list[Value]]
    merged: list[tuple[int, int, int, int]]
    formulas: frozenset[str] = field(default_factory=frozenset)
    errors: frozenset[str] = field(default_factory=frozenset)


def address(row: int, column: int) -> str:
    """«D7» of a row and a column from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def read(content: bytes) -> list[ReadSheet]:
    """The sheets of an .xlsx or .xls. Raises Refused with what is wrong and what to do."""
    if len(content) > MOST_BYTES:
        raise Refused(["文件超过 5 MB:一张报表没有这么大。请只留下报表那一张工作表再上传。"])
    if content[:4] == ZIP:
        _look_inside(content)
    elif content[:8] != OLE:
        raise Refused([_what_it_is(content)])
    return [_told(one) for one in sandbox.ask(__name__, content)]


def _read(content: bytes) -> list[dict]:
    """In the child: every sheet as JSON can hold it."""
    try:
        book = load_workbook(BytesIO(content))
        marks = _marks(content) if content[:4] == ZIP else _old_marks(content)
        sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        return [_sheet(book, one, *marks.get(one.name, ([], []))) for one in sheets]
    except PasswordError as error:
        raise Refused(["文件设了打开密码。请在表格软件里取消密码,另存后再上传。"]) from error
    except (CalamineError, BadZipFile, BadXls, KeyError, ElementTree.ParseError) as error:
        raise Refused([BROKEN]) from error
    except BaseException as error:  # calamine is Rust: where it trips over a torn file, that is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise Refused([BROKEN]) from error


def _sheet(book, meta, formulas: list[str], errors: list[str]) -> dict:
    sheet = book.get_sheet_by_name(meta.name)
    return {
        "name": meta.name,
        "hidden": meta.visible != SheetVisibleEnum.Visible,
        "rows": [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)],
        "merged": [[top, left, bottom, right] for (top, left), (bottom, right) in sheet.merged_cell_ranges or []],
        "formulas": formulas,
        "errors": errors,
    }


def _plain(value):
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time | timedelta):
        return {"hour": str(value)}
    return None if value == "" else value


def _told(sheet: dict) -> ReadSheet:
    rows = [[_value(value) for value in row] for row in sheet["rows"]]
    merged = [tuple(one) for one in sheet["merged"]]
    marks = frozenset(sheet["formulas"]), frozenset(sheet["errors"])
    return ReadSheet(sheet["name"], sheet["hidden"], rows, merged, *marks)


def _value(value) -> Value:
    if not isinstance(value, dict):
        return value
    return datetime.fromisoformat(value["day"]) if "day" in value else timedelta()


def _what_it_is(content: bytes) -> str:
    kinds = [(b"%PDF", "PDF"), (b"\xff\xd8\xff", "图片"), (b"\x89PNG", "图片"), (b"MZ", "程序"), (b"Rar!", "压缩包")]
    kind = next((name for sign, name in kinds if content.startswith(sign)), "")
    found = f"这是{kind}," if kind else "这不是工作簿,"
    return f"{found}不能读入。请上传 Excel 或 WPS 的 .xlsx 或 .xls 文件。"


def _look_inside(content: bytes) -> None:
    """The directory of the zip before a byte is unpacked: a small file can hold gigabytes."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            found = parts.infolist()
    except BadZipFile as error:
        raise Refused(["文件不完整,可能没有传完。请重新选择文件上传。"]) from error
    names = {part.filename for part in found}
    if "xl/workbook.xml" not in names:
        kind = "Word 文档" if "word/document.xml" in names else "压缩包或别的文件"
        raise Refused([f"这是{kind},不是工作簿。请上传 .xlsx 或 .xls 文件。"])
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Refused([HAS_MACROS])
    if len(found) > MOST_PARTS or sum(part.file_size for part in found) > MOST_UNPACKED:
        raise Refused(["文件展开后太大,多半是表下面有成千上万的空行。请删去空行空列,另存后再上传。"])


def _marks(content: bytes) -> dict[str, tuple[list[str], list[str]]]:
    """Per sheet the addresses of formulas and of errors (#N/A, #REF!), which the values alone do not show."""
    found = {}
    with ZipFile(BytesIO(content)) as parts:
        targets = {one.get("Id"): one.get("Target") for one in _xml(parts, "xl/_rels/workbook.xml.rels")}
        for sheet in _xml(parts, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
            target = (targets.get(sheet.get(_REF)) or "").removeprefix("/xl/")
            text = parts.read(f"xl/{target}") if f"xl/{target}" in parts.namelist() else b""
            cells = _MARKED.findall(text)
            formulas = [place.decode() for place, _attributes, formula in cells if formula]
            errors = [place.decode() for place, attributes, _formula in cells if b't="e"' in attributes]
            found[sheet.get("name")] = formulas, errors
    return found


def _old_marks(content: bytes) -> dict[str, tuple[list[str], list[str]]]:
    """The same of an .xls; its macros are seen here, as there is no directory to look at before."""
    if biff.has_macros(content):
        raise Refused([HAS_MACROS])
    found = biff.marks(content).items()
    return {name: tuple([address(*place) for place in places] for places in marked) for name, marked in found}


def _xml(parts: ZipFile, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(parts.read(name))


if __name__ == "__main__":
    sandbox.serve(_read)
