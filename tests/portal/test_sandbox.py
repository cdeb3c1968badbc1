"""A stranger's file in a child with limits: what would take the server's memory takes the child's, and is said."""

import io
import re
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from portal import pdf_pages
from portal.refusal import Refused
from portal.workbook.reader import read


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_sheet(content: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with a piece of its first sheet written differently."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = source.read(name)
            copy.writestr(name, part.replace(old, new) if name.endswith("sheet1.xml") else part)
    return target.getvalue()


def test_two_cells_at_the_ends_of_a_sheet_do_not_take_the_servers_memory():
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 2
    with pytest.raises(Refused, match="文件太大或太复杂"):
        read(saved(book))


def test_a_chart_sheet_is_no_sheet_and_the_table_beside_it_is_read():
    book = Workbook()
    book.active.append(["名称", 3])
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=2, min_row=1))
    book.create_chartsheet("图").add_chart(chart)
    assert [(one.name, one.rows) for one in read(saved(book))] == [("Sheet", [["名称", 3.0]])]


def test_a_sheet_that_is_torn_inside_is_said_to_be_damaged():
    book = Workbook()
    book.active.append([1])
    with pytest.raises(Refused, match="可能已损坏"):
        read(with_sheet(saved(book), b"</sheetData>", b"<<<"))


def test_pages_are_counted_and_a_broken_pdf_is_refused():
    # the smallest that a reader takes: a catalogue, a tree of two pages
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    body += b"2 0 obj<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    body += b"4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    assert pdf_pages.count(body) == 2
    with pytest.raises(Refused, match=re.escape("PDF 打不开")):
        pdf_pages.count(b"%PDF-1.7 torn")
