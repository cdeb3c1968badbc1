"""The province's workbook and ZIP: opened again and held against what each city sent and what the totals say."""

import io
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.test import Client
from openpyxl import load_workbook

from portal.models import AuditEntry
from tests.builders.filings import a_filing
from tests.builders.places import a_school

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
BOOK = "/totals/attachment2/2020Y/book/"


@pytest.fixture
def jiamusi(db):
    a_school("示例第一技工学校", "佳木斯")
    return a_filing("佳木斯", "attachment2", "2020Y").filled().explained().sent().received()


@pytest.fixture
def heihe(db):
    return a_filing("黑河", "attachment2", "2020Y").nil("示例:本市没有技工院校").sent().received()


@pytest.fixture
def office(jiamusi) -> Client:
    client = Client()
    client.force_login(jiamusi.reviewer.account)
    return client


def sheet_rows(ws) -> dict[str, list]:
    """Rows by what stands in their first or second column."""
    return {str(row[1].value or row[0].value): [cell.value for cell in row[2:]] for row in ws.iter_rows()}


def test_a_sheet_for_each_city_behind_the_summary(office, jiamusi, heihe):
    book = load_workbook(io.BytesIO(office.get(BOOK).content))
    assert book.sheetnames == ["全省汇总", "佳木斯市", "黑河市"]
    sent = {row.label: row for row in jiamusi.now.rows.all()}
    rows = sheet_rows(book["佳木斯市"])
    for label, row in sent.items():
        held = {cell.column: cell.value for cell in row.cells.all()}
        assert [value for value in rows[label] if value is not None] == [held[f"c{n}"] for n in range(3, 10)]
    assert "示例:本市没有技工院校" in str([cell.value for cell in book["黑河市"]["A"]])


def test_the_summary_says_what_the_totals_say(office, jiamusi, heihe):
    ws = load_workbook(io.BytesIO(office.get(BOOK).content))["全省汇总"]
    rows = sheet_rows(ws)
    for number, value in enumerate(rows["佳木斯市"][:7], start=3):
        own = [row.cells.get(column=f"c{number}").value for row in jiamusi.now.rows.all()]
        assert Decimal(value) == sum(own)
    assert set(rows["黑河市(零报告)"][:7]) == {"—"}
    assert rows["总计"][0].startswith("=SUM(")
    words = str([cell.value for cell in ws["A"]])
    assert "已接收 2/13 个市(地)" in words and "未计入:哈尔滨市" in words


def test_the_basis_decides_which_sheets_there_are(office, jiamusi):
    a_filing("伊春", "attachment2", "2020Y").filled().explained().sent()
    assert "伊春市" not in load_workbook(io.BytesIO(office.get(BOOK).content)).sheetnames
    sent = load_workbook(io.BytesIO(office.get(BOOK, {"basis": "sent"}).content))
    assert sent.sheetnames == ["全省汇总", "伊春市", "佳木斯市"]
    assert office.get(BOOK, {"basis": "draft"}).status_code == 404


def test_the_zip_holds_each_citys_own_workbook(office, jiamusi, heihe):
    answer = office.get("/totals/attachment2/2020Y/zip/")
    folder = ZipFile(io.BytesIO(answer.content))
    assert folder.namelist() == ["01-佳木斯市-附件2.xlsx", "02-黑河市-附件2.xlsx"]
    ws = load_workbook(io.BytesIO(folder.read("01-佳木斯市-附件2.xlsx"))).active
    assert set(row.label for row in jiamusi.now.rows.all()) <= set(sheet_rows(ws))


def test_who_took_it_is_in_the_audit(office, jiamusi):
    office.get(BOOK)
    entry = AuditEntry.objects.filter(action="export").last()
    assert entry.detail["filters"] == {"form": "attachment2", "period": "2020Y", "basis": "received"}


def test_a_city_reads_its_own_and_no_book(jiamusi):
    client = Client()
    client.force_login(jiamusi.filler.account)
    assert client.get(BOOK).status_code == 403 and not AuditEntry.objects.filter(action="export").exists()
