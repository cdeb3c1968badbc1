"""Workbooks as they come from offices, and what a browser does with them."""

import io
import re
import zipfile
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from reporting.models import Cell
from tests.reporting.imports.sample import HEADS, UNIT

SAMPLE = Path(__file__).with_name("sample.xls")


def by_hand(rows: list[list], unit: str = UNIT, heads: list = HEADS, below: tuple = (), half: str = "Y") -> bytes:
    """The official layout as somebody types it: title, head line, two-line headings, rows, what stands below."""
    heads = heads if half == "Y" else [head.replace("当年", "当半年") for head in heads]
    book = Workbook()
    ws = book.active
    ws.append(["附件2"])
    ws.append(["技工院校技能脱贫攻坚进展情况表"])
    ws.merge_cells("A2:I2")
    ws.append([f"填表单位(盖章): {unit}", None, None, "填表时间：2020.12.3"])
    ws.append(["序号", "技工院校名称", "技工教育情况", *[None] * 4, "职业培训情况"])
    ws.merge_cells("C4:G4")
    ws.merge_cells("H4:I4")
    ws.append(heads)
    for row in [*rows, *below]:
        ws.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(clerk: Client, filing, content: bytes, name: str = "报表.xlsx"):
    """Choose the file and have it read."""
    return clerk.post(f"/filings/{filing.pk}/import/", {"file": SimpleUploadedFile(name, content)})


def words(answer) -> str:
    """The page without its tags."""
    return re.sub(r"<[^>]+>", " ", answer.content.decode())


def apply(clerk: Client, filing, answer, but: tuple[str, ...] = ()):
    """Post what the preview's ticked boxes would send, leaving out ``but``."""
    page = answer.content.decode()
    boxes = re.findall(r'type="checkbox"[^>]*name="(c-[^"]+)" value="([^"]*)"[^>]*?( checked)?>', page)
    fields = {name: value for name, value, ticked in boxes if ticked and name not in but}
    fields |= dict(re.findall(r'name="(v-[^"]+)" value="(\d+)"', page))
    return clerk.post(f"/filings/{filing.pk}/save/", fields | {"back": f"/filings/{filing.pk}/"})


def held(filing) -> dict[tuple[str, str], object]:
    """The numbers that are stored, by row and column."""
    cells = Cell.objects.filter(row__filing=filing.pk).exclude(value=None).select_related("row")
    return {(cell.row.label, cell.column): int(cell.value) for cell in cells}


def with_xml(content: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with a piece of its sheet written differently, as openpyxl cannot write a computed value."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old in part
                part = part.replace(old, new)
            copy.writestr(name, part)
    return target.getvalue()
