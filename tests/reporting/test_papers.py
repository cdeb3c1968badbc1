"""Paper, PDF and workbook of a filing: opened again and held against the screen, cell by cell."""

import io
import re

import pypdfium2
import pytest
import typst
from openpyxl import load_workbook

from portal.refusal import Refused
from reporting.presenters.paper import paper_page
from reporting.renderers import pdf
from reporting.renderers.sheet import NOT_APPLICABLE, total_text
from tests.builders.filings import a_filing, someone
from tests.builders.places import a_city, a_school
from tests.reporting.filed import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture
def schools(db):
    a_school("示例第一技工学校", "佳木斯")
    a_school("示例杜尔伯特蒙古族自治县职业技术学校", "佳木斯")


@pytest.fixture(params=["attachment2", "attachment3"])
def filing(request, schools):
    return a_filing("佳木斯", request.param, "2020Y").filled()


def pages_of(content: bytes) -> list[str]:
    """The words of every page, without the breaks that the width of a cell makes."""
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(content)]


def pdf_of(filing, path="pdf/") -> list[str]:
    answer = signed_in(filing.filler).get(f"/filings/{filing.pk}/{path}")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    return pages_of(answer.content)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def lines_of(page: dict) -> list[str]:
    """Each line of the sheet as it is read from left to right."""
    sheet = page["sheet"]
    columns = sheet.spec.columns
    rows = [
        "".join([str(row.seq), row.label, *(c.text if c.applicable else NOT_APPLICABLE for c in row.cells.values())])
        for row in sheet.rows
    ]
    return [*rows, "总计" + "".join(total_text(sheet.totals.get(column.key), column) for column in columns)]


def test_the_pdf_says_what_the_screen_says(filing):
    filing.explained().sent()
    page = paper_page(filing.filler, filing.now)
    pages = pdf_of(filing)
    for line in lines_of(page):
        assert squeezed(line) in "".join(pages)
    for words in (page["spec"].title, page["unit"], page["filler"], page["code"], *page["notes"]):
        assert squeezed(words) in pages[0]
    assert squeezed("— 第 1 页 共 1 页 —") in pages[0]
    assert "草稿" not in "".join(pages)


def test_what_was_not_sent_is_a_draft_without_a_code(filing):
    page = paper_page(filing.filler, filing.now)
    assert page["draft"] and page["code"] == ""
    assert "草稿" in pdf_of(filing)[0]


def test_a_long_form_repeats_its_heading(schools):
    for number in range(30):
        a_school(f"示例第{number + 11}技工学校", "佳木斯")
    pages = pdf_of(a_filing("佳木斯", "attachment2", "2020Y").filled())
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert squeezed(f"第{number}页共{len(pages)}页") in page
    assert all("技工院校名称" in page for page in pages[:2])


def test_a_nil_return_prints_its_reason(db):
    filing = a_filing("黑河", "attachment2", "2020Y").nil("示例:本市没有技工院校").sent()
    words = pdf_of(filing)[0]
    assert squeezed("零报告:示例:本市没有技工院校") in words and "总计" not in words


def test_every_character_that_gbk_names_use_is_drawn_by_our_own_fonts():
    own = typst.Fonts(include_system_fonts=False, font_paths=[str(pdf.FONTS)])
    signs = [chr(code) for code in range(0x4E00, 0x9FA6)]  # all hanzi of GBK
    lines = "\\\n".join("".join(signs[place : place + 100]) for place in range(0, len(signs), 100))
    for face in ("regular", "bold"):
        head = f'#set page(width: auto, height: auto)\n#set text(font: "Noto Serif SC", weight: "{face}")\n'
        drawn = pages_of(typst.compile((head + lines).encode(), format="pdf", font_paths=own))[0]
        assert set(signs) - set(drawn) == set()


def test_our_own_fonts_are_enough_and_a_character_without_a_glyph_is_named(db, monkeypatch):
    own = typst.Fonts(include_system_fonts=False, font_paths=[str(pdf.FONTS)])
    monkeypatch.setattr(pdf, "_fonts", lambda: own)  # as on a server without Debian's fonts
    filing = a_filing("黑河", "attachment2", "2020Y").nil("示例:本市没有技工院校").sent()
    assert "技工院校技能脱贫攻坚进展情况表" in pdf_of(filing)[0]
    with pytest.raises(Refused, match="𠮷"):
        pdf.compile_pdf(pdf.TEMPLATE, {"title": "示例𠮷"})


def test_the_workbook_opens_as_the_official_table(filing):
    filing.explained().sent()
    page = paper_page(filing.filler, filing.now)
    answer = signed_in(filing.filler).get(f"/filings/{filing.pk}/workbook/")
    ws = load_workbook(io.BytesIO(answer.content)).active
    sheet, first = page["sheet"], 4 + len(page["spec"].head(page["sheet"].half))
    for place, row in enumerate(sheet.rows, start=first):
        assert [ws.cell(place, 1).value, ws.cell(place, 2).value] == [row.seq, row.label]
        for column, cell in enumerate(row.cells.values(), start=3):
            expected = cell.value if cell.applicable else NOT_APPLICABLE
            assert ws.cell(place, column).value == expected
    last = first + len(sheet.rows)
    assert ws.cell(last, 1).value == "总计" and ws.cell(last, 3).value == f"=SUM(C{first}:C{last - 1})"
    assert ws.page_setup.orientation == "landscape" and ws.print_title_rows == f"$4:${first - 1}"
    assert "第 &P 页 共 &N 页" in ws.oddFooter.center.text
    heads = {str(one) for one in ws.merged_cells.ranges}
    assert f"A4:A{first - 1}" in heads and f"A{last}:B{last}" in heads


def test_a_total_over_blanks_is_words_and_never_a_formula(schools):
    filing = a_filing("佳木斯", "attachment2", "2020Y").filled(but=1)
    ws = load_workbook(io.BytesIO(signed_in(filing.filler).get(f"/filings/{filing.pk}/workbook/").content)).active
    total = next(row for row in ws.iter_rows() if row[0].value == "总计")
    assert "缺 1 格" in total[2].value and not total[2].value.startswith("=")


def test_money_in_wan_adds_up_on_every_paper(schools):
    filing = a_filing("佳木斯", "attachment3", "2020Y").filled().explained().sent()
    client = signed_in(filing.filler)
    ws = load_workbook(io.BytesIO(client.get(f"/filings/{filing.pk}/workbook/?unit=wan").content)).active
    heads = {cell.value: cell.column for cell in ws[5]}
    place = next(column for title, column in heads.items() if title and title.startswith("培训费补贴金额"))
    assert "(万元)" in ws.cell(5, place).value
    shown = [ws.cell(number, place).value for number in range(6, 6 + filing.now.rows.count())]
    exact = [row.cells.get(column="c17").value / 10000 for row in filing.now.rows.all()]
    assert round(sum(shown), 2) == round(float(sum(exact)), 2)
    assert all(abs(one - float(true)) < 0.01 for one, true in zip(shown, exact, strict=True))
    words = pdf_of(filing, "pdf/?unit=wan")[0]
    assert f"{sum(shown):,.2f}" in words and "金额单位:万元" in words
    assert "以元为单位" in client.get(f"/filings/{filing.pk}/paper/?unit=wan").content.decode()
    assert client.get(f"/filings/{filing.pk}/paper/?unit=kg").status_code == 404


# the check code


def find(actor, code: str):
    return signed_in(actor).get("/versions/", {"code": code})


def test_a_code_opens_what_was_sent(filing):
    filing.explained().sent()
    code = filing.now.sent_version.check_code
    page = find(filing.lead, f" {code.lower().replace('-', '')} ").content.decode()
    assert "这是最近上报的一版,省厅还没有接收。" in page and filing.now.unit.name in page
    filing.received()
    assert "这是省厅最近接收的一版" in find(filing.reviewer, code).content.decode()


def test_an_overtaken_code_says_by_which(schools):
    filing = a_filing("佳木斯", "attachment2", "2020Y").filled().explained().sent()
    old, row = filing.now.sent_version.check_code, filing.row("佳木斯")
    filing.returned([(row, "c9", "")], "示例:请核对第9列")
    filing.typed({(row.pk, "c9"): 7}).explained().sent().received()
    page = find(filing.filler, old).content.decode()
    assert f"已被第 2 版(校验码 {filing.now.sent_version.check_code})取代" in page
    words = pages_of(signed_in(filing.filler).get(f"/versions/{old}/pdf/").content)[0]
    assert old in words and filing.now.sent_version.check_code not in words


def test_another_citys_code_is_not_found(filing):
    filing.explained().sent()
    code = filing.now.sent_version.check_code
    stranger = someone("filler", a_city("鹤岗"))
    answer = find(stranger, code)
    assert answer.status_code == 404 and f"没有找到校验码“{code}”" in answer.content.decode()
    assert signed_in(stranger).get(f"/versions/{code}/pdf/").status_code == 404
