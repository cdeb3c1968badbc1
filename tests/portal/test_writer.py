"""The one writer of .xlsx: text never runs as a formula, blanks stay blank."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal import clock
from portal.workbook import writer

COLUMNS = [
    writer.Column("名称", width=30),
    writer.Column("人数(人)", "count"),
    writer.Column("金额(元)", "money"),
    writer.Column("日期", "date"),
    writer.Column("时间", "time"),
]


def sheet_of(content: bytes):
    return load_workbook(BytesIO(content)).active


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "\t=1"])
def test_text_that_looks_like_a_formula_stays_text(text):
    sheet = sheet_of(writer.table_bytes("表", COLUMNS, [[text, None, None, None, None]]))
    cell = sheet.cell(3, 1)
    assert (cell.value, cell.data_type) == (text, "s")


def test_blank_is_blank_and_zero_is_zero():
    sheet = sheet_of(
        writer.table_bytes("表", COLUMNS, [["甲", None, Decimal("0"), None, None], ["乙", 0, None, None, None]])
    )
    assert [sheet.cell(3, 2).value, sheet.cell(3, 3).value] == [None, 0]
    assert [sheet.cell(4, 2).value, sheet.cell(4, 3).value] == [0, None]


def test_kinds_have_their_formats_and_the_heads_stay_in_view():
    moment = clock.at(2020, 12, 3, 9, 5)
    row = ["甲", 1234567, Decimal("1234.50"), date(2019, 4, 4), moment]
    sheet = sheet_of(writer.table_bytes("院校:一览/表", COLUMNS, [row]))
    assert sheet.title == "院校 一览 表"
    assert [sheet.cell(1, 1).value, sheet.cell(2, 2).value] == ["院校:一览/表", "人数(人)"]
    assert sheet.freeze_panes == "B3"
    assert [sheet.cell(3, place).number_format for place in (2, 3, 4)] == ["#,##0", "#,##0.00", "yyyy-mm-dd"]
    assert sheet.cell(3, 5).value == datetime(2020, 12, 3, 9, 5)
    assert sheet.column_dimensions["A"].width == 30


def test_signs_that_a_workbook_cannot_hold_are_left_out():
    assert sheet_of(writer.table_bytes("表", COLUMNS[:1], [["甲\x00\x0b乙"]])).cell(3, 1).value == "甲乙"


def test_a_row_that_does_not_fit_is_a_mistake_and_an_unknown_kind_too():
    with pytest.raises(ValueError):
        writer.table_bytes("表", COLUMNS, [["甲"]])
    with pytest.raises(ValueError, match="unknown kind"):
        writer.Column("x", "number")


def test_the_download_carries_its_chinese_name_and_is_kept_by_nobody():
    response = writer.table_response("院校一览表", "院校一览表", COLUMNS, [])
    assert "filename*=UTF-8''%E9%99%A2%E6%A0%A1" in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"
