"""A workbook comes back: the portal's own template, and sheets typed by hand with the quirks of offices."""

import io
import re
import zipfile

import pytest
from django.test import Client
from openpyxl import Workbook, load_workbook

from portal import clock
from portal.models import AuditEntry
from portal.workbook import biff
from tests.builders.filings import a_filing
from tests.builders.places import a_school
from tests.reporting.imports.workbooks import HEADS, SAMPLE, apply, by_hand, held, saved, upload, with_xml, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture
def filing(db):
    a_school("示例第一技工学校", "佳木斯")
    return a_filing("佳木斯", "attachment2", "2020Y")


@pytest.fixture
def clerk(filing) -> Client:
    client = Client()
    client.force_login(filing.filler.account)
    return client


# our own template


@pytest.mark.parametrize("query", ["", "?blank=1"])
def test_the_template_goes_out_and_comes_back(clerk, filing, query):
    row = filing.now.rows.first()
    filing.typed({(row.pk, "c3"): 5})
    book = load_workbook(io.BytesIO(clerk.get(f"/filings/{filing.pk}/template/{query}").content))
    ws = book.active
    assert ws["C6"].value == (None if query else 5)
    assert ws.protection.sheet and not ws["C6"].protection.locked and ws["C5"].protection.locked
    assert {str(one.type) for one in ws.data_validations.dataValidation} == {"whole"}
    for number in range(6, 6 + filing.now.rows.count()):
        for place in range(3, 10):
            ws.cell(number, place).value = number * 10 - place
    answer = upload(clerk, filing, saved(book))
    assert "没有读 0 处" in words(answer)
    assert apply(clerk, filing, answer).status_code == 302
    labels = [one.label for one in filing.now.rows.all()]
    expected = {(label, f"c{place}"): (6 + n) * 10 - place for n, label in enumerate(labels) for place in range(3, 10)}
    assert held(filing) == expected


def test_the_same_file_again_changes_nothing(clerk, filing):
    filing.filled()
    answer = upload(clerk, filing, clerk.get(f"/filings/{filing.pk}/template/").content)
    assert "文件里的数与平台完全相同" in words(answer)


# typed by hand


def test_a_hand_typed_sheet_is_read_by_its_headings_and_names(clerk, filing):
    rows = [
        [1, "示例第一 技工学校", "１２", "1,234", 30.0, "9人", 8, 40, 30],
        [2, "佳木斯技师学院", 66, 20, None, 18, 17, 130, 94],
    ]
    total = ["总计", None, 78, 1254, 30, 27, 25, 170, 999]
    answer = upload(clerk, filing, by_hand(rows, below=(total, ["填表人：王某(示例)"])))
    text = words(answer)
    assert "没有读 0 处" in text and "I8 总计写的是 999,各行相加是 124" in text
    apply(clerk, filing, answer)
    found = held(filing)
    assert [found["示例第一技工学校", f"c{n}"] for n in range(3, 10)] == [12, 1234, 30, 9, 8, 40, 30]
    assert ("佳木斯技师学院", "c5") not in found


def test_columns_in_another_order_are_found(clerk, filing):
    heads = [HEADS[1], HEADS[8], HEADS[7], HEADS[2], "自己加的说明一列"]
    book = Workbook()
    book.active.append(heads)
    book.active.append(["佳木斯技师学院", 94, 130, 66, "好"])
    answer = upload(clerk, filing, saved(book))
    assert "有 1 列没有对上,没有读:自己加的说明一列" in words(answer)
    apply(clerk, filing, answer)
    assert held(filing) == {
        ("佳木斯技师学院", "c3"): 66, ("佳木斯技师学院", "c8"): 130, ("佳木斯技师学院", "c9"): 94
    }  # fmt: skip


def test_only_what_is_ticked_is_saved(clerk, filing):
    row = filing.row("佳木斯技师学院")
    filing.typed({(row.pk, "c4"): 3})
    answer = upload(clerk, filing, by_hand([[1, "佳木斯技师学院", 66, None, 59, 18, 17, 130, 94]]))
    assert "空(勾选才清空)" in words(answer)
    apply(clerk, filing, answer, but=(f"c-{row.pk}-c3",))
    found = held(filing)
    assert found["佳木斯技师学院", "c4"] == 3 and ("佳木斯技师学院", "c3") not in found and len(found) == 6


def test_what_changed_meanwhile_is_a_conflict_and_not_overwritten(clerk, filing):
    row = filing.row("佳木斯技师学院")
    answer = upload(clerk, filing, by_hand([[1, "佳木斯技师学院", 66, 20, 59, 18, 17, 130, 94]]))
    filing.typed({(row.pk, "c3"): 5})
    assert apply(clerk, filing, answer).status_code == 422
    assert held(filing)["佳木斯技师学院", "c3"] == 5


# what is wrong is named by its cell, and the rest goes on


def test_each_bad_cell_is_named_by_its_address(clerk, filing):
    rows = [
        [1, "佳木斯技师学院", "六十六", 20.5, clock.at(2020, 12, 3).replace(tzinfo=None), True, 17, 130, 94],
        [2, "佳木斯技工学院", 1, 1, 1, 1, 1, 1, 1],
        [3, "佳木斯技师学院", 1, 1, 1, 1, 1, 1, 1],
    ]
    text = words(upload(clerk, filing, by_hand(rows)))
    for place, reason in (
        ("C6", "中文数字"), ("D6", "有小数"), ("E6", "是日期"), ("F6", "真/假"),
        ("B7", "是不是“佳木斯技师学院”?"), ("B8", "在 B6 已有一行"),
    ):  # fmt: skip
        assert re.search(rf"{place}\s+[^<]*{re.escape(reason)}", text), (place, reason)
    assert "要改 3 格" in text and held(filing) == {}


def test_formulas_and_errors_are_named(clerk, filing):
    book = load_workbook(io.BytesIO(by_hand([[1, "佳木斯技师学院", 66, 20, 59, 18, 17, 130, 94]])))
    content = saved(book)
    content = with_xml(content, b'<c r="C6" t="n"><v>66</v></c>', b'<c r="C6"><f>60+6</f><v>66</v></c>')
    content = with_xml(content, b'<c r="D6" t="n"><v>20</v></c>', b'<c r="D6" t="e"><v>#N/A</v></c>')
    text = words(upload(clerk, filing, content))
    assert "C6是公式,用的是它算出的数" in text and re.search(r"D6\s+是错误值", text)


def test_a_cell_merged_down_the_body_is_not_guessed(clerk, filing):
    book = load_workbook(io.BytesIO(by_hand([[1, "佳木斯技师学院", 66], [2, "示例第一技工学校"]])))
    book.active.merge_cells("C6:C7")
    text = words(upload(clerk, filing, saved(book)))
    assert re.search(r"C6\s+在合并单元格里", text) and re.search(r"C7\s+在合并单元格里", text)


def test_a_hidden_sheet_is_named(clerk, filing):
    book = load_workbook(io.BytesIO(by_hand([[1, "佳木斯技师学院", 66]])))
    book.create_sheet("旧数").sheet_state = "hidden"
    assert "工作表“旧数”是隐藏的,没有读。" in words(upload(clerk, filing, saved(book)))


def test_locked_cells_stay(clerk, filing):
    filing.filled().explained().sent()
    row = filing.row("佳木斯技师学院")
    filing.returned([(row, "c9", "")], "示例:请核对第9列")
    answer = upload(clerk, filing, by_hand([[1, "佳木斯技师学院", 99999, None, None, None, None, None, 1]]))
    assert re.search(r"C6\s+文件是 99,999,平台是 [\d,]+:这一格锁定,没有读。", words(answer))
    assert f'name="c-{row.pk}-c9"' in answer.content.decode() and f'name="c-{row.pk}-c3"' not in answer.content.decode()


# a real .xls


def test_an_xls_is_read_like_an_xlsx_with_its_formulas_errors_and_hidden_sheet_named(clerk, filing):
    a_school("示例第二技工学校", "佳木斯")
    clerk.post(f"/filings/{filing.pk}/rows/")
    answer = upload(clerk, filing, SAMPLE.read_bytes(), "报表.xls")
    text = words(answer)
    assert "D6、D7是公式,用的是它算出的数。" in text and "工作表“旧数”是隐藏的,没有读。" in text
    for place, reason in (
        ("C7", "是日期"), ("D7", "是错误值"), ("E7", "有小数"), ("I7", "在合并单元格里"), ("I8", "在合并单元格里"),
    ):  # fmt: skip
        assert re.search(rf"{place}\s+[^<]*?{reason}", text), (place, reason)
    assert "没有读 5 处" in text and "总计写的是" not in text  # the file's 总计 are formulas
    apply(clerk, filing, answer)
    found = held(filing)
    assert [found["佳木斯技师学院", f"c{n}"] for n in range(3, 10)] == [66, 20, 59, 18, 17, 130, 94]
    assert ("示例第一技工学校", "c4") not in found and found["示例第二技工学校", "c3"] == 5


@pytest.mark.parametrize("cut", [600, 3000, 6000, 7000])
def test_a_torn_xls_is_said_to_be_one(clerk, filing, cut):
    answer = upload(clerk, filing, SAMPLE.read_bytes()[:cut], "报表.xls")
    assert answer.status_code == 422 and "文件打不开,可能已损坏" in words(answer) and held(filing) == {}


def test_macros_in_an_xls_are_refused(clerk, filing):
    # A storage of this name is what a VBA project is in; one of the container's own streams is given it.
    content = SAMPLE.read_bytes()
    old, new = "\x05DocumentSummaryInformation".encode("utf-16-le"), biff.MACROS.encode("utf-16-le")
    at = content.index(old)
    entry = bytearray(content[at : at + 128])
    entry[:64] = new.ljust(64, b"\0")
    entry[64:66] = (len(new) + 2).to_bytes(2, "little")
    answer = upload(clerk, filing, content[:at] + bytes(entry) + content[at + 128 :], "报表.xls")
    assert answer.status_code == 422 and "文件里有宏" in words(answer)


# files that are not this form


def not_a_form(name: str) -> bytes:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/vbaProject.bin" if name == "macro" else "xl/big.xml", b"0" * (9 if name == "macro" else 10))
    return {
        "exe": b"MZ\x90\x00" + b"0" * 100,
        "pdf": b"%PDF-1.7 ...",
        "text": "序号,名称".encode(),
        "macro": zipped.getvalue(),
        "torn": by_hand([])[:900],
        "large": b"PK\x03\x04" + b"0" * (5 * 1024 * 1024 + 1),
    }[name]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("exe", "这是程序"), ("pdf", "这是PDF"), ("text", "这不是工作簿"), ("macro", "文件里有宏"),
        ("torn", "文件不完整"), ("large", "超过 5 MB"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_said_and_nothing_is_stored(clerk, filing, name, says):
    answer = upload(clerk, filing, not_a_form(name))
    assert answer.status_code == 422 and says in words(answer) and "没有保存任何数" in words(answer)
    assert held(filing) == {}


def test_a_hundred_megabytes_are_not_even_read(clerk, filing, tmp_path):
    with (tmp_path / "large.xlsx").open("w+b") as file:
        file.write(b"PK\x03\x04")
        file.truncate(100 * 1024 * 1024)
        file.seek(0)
        answer = clerk.post(f"/filings/{filing.pk}/import/", {"file": file})
    assert answer.status_code == 422 and "文件超过 5 MB" in words(answer) and held(filing) == {}


def test_a_workbook_with_macros_by_its_own_ending(clerk, filing):
    answer = upload(clerk, filing, not_a_form("macro"), "报表.xlsm")
    assert answer.status_code == 422 and "另存为“Excel 工作簿(.xlsx)”(不含宏)" in words(answer)


def test_a_bomb_is_seen_before_it_is_unpacked(clerk, filing):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (41 * 1024 * 1024))
    assert "展开后太大" in words(upload(clerk, filing, target.getvalue()))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda: by_hand([], unit="鹤岗市人力资源社会保障局"), "填表单位写的是鹤岗市,不是佳木斯市"),
        (lambda: by_hand([], heads=[h.replace("当年", "当半年") for h in HEADS]), "像是另一期的表"),
        (lambda: by_hand([], heads=["甲", "乙", "丙"]), "没有找到附件2的表头"),
    ],
)
def test_another_citys_or_periods_form_is_refused(clerk, filing, content, says):
    assert says in words(upload(clerk, filing, content()))


def test_another_forms_and_another_periods_template_are_refused(clerk, filing):
    other = a_filing("佳木斯", "attachment3", "2020Y")
    content = clerk.get(f"/filings/{other.pk}/template/").content
    assert "这是附件3《技能培训技能脱贫攻坚进展情况表》" in words(upload(clerk, filing, content))
    earlier = a_filing("佳木斯", "attachment2", "2019Y")
    content = clerk.get(f"/filings/{earlier.pk}/workbook/").content
    assert "统计期间是2019年1月1日至2019年11月30日" in words(upload(clerk, filing, content))


def test_a_form_that_is_closed_reads_nothing(clerk, filing):
    filing.filled().explained().handed_in()
    answer = upload(clerk, filing, by_hand([[1, "佳木斯技师学院", 66]]))
    assert "已送负责人确认" in words(answer) and "要改" not in words(answer)


def test_reading_is_in_the_audit(clerk, filing):
    upload(clerk, filing, by_hand([[1, "佳木斯技师学院", 66]]))
    entry = AuditEntry.objects.get(action="filing.read_workbook")
    assert entry.target_id == filing.pk and entry.detail["changes"] == 1
