"""The official .xlsx opened by LibreOffice and printed: every page holds what ours does, nothing is cut or left out.

Needs `soffice`, which is no dependency of the project: `apt-get install --no-install-recommends libreoffice-calc`.
"""

import re
import shutil
import subprocess
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest

from portal import clock
from portal.workbook.reader import read
from reporting.presenters.paper import paper_page
from reporting.renderers.pdf import filing_pdf
from reporting.renderers.sheet import NOT_APPLICABLE, total_text
from reporting.renderers.workbook import filing_workbook
from tests.builders.filings import AFiling, a_filing
from tests.builders.places import a_school
from tests.reporting.filed import DECEMBER
from tests.reporting.imports.sample import an_old_book
from tests.reporting.imports.workbooks import SAMPLE

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.skipif(OFFICE is None, reason="soffice is not installed (Debian: libreoffice-calc)"),
    pytest.mark.django_db,
]
SLACK = 1.5  # points that boxes of lines above one another may share
A4_ACROSS = [842, 595]  # points


def converted(file: Path, kind: str) -> bytes:
    """The file as LibreOffice writes it, in a profile of its own, so that runs do not meet."""
    profile = f"-env:UserInstallation=file://{file.parent}/profile"
    call = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", file.parent / "out", file]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    return (file.parent / "out" / file.with_suffix(f".{kind}").name).read_bytes()


def pages(content: bytes) -> list[str]:
    """The words of every page without what lies between them."""
    return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(content)]


def overlaps(content: bytes) -> list[tuple[str, str]]:
    """Texts that run into one another: what is too tall or too wide for its cell stands over its neighbours."""
    found = []
    for page in pypdfium2.PdfDocument(content):
        words = page.get_textpage()
        boxes = [words.get_rect(number) for number in range(words.count_rects())]
        for one, other in combinations(boxes, 2):
            across = min(one[2], other[2]) - max(one[0], other[0])
            along = min(one[3], other[3]) - max(one[1], other[1])
            if across > SLACK and along > SLACK:
                found.append((words.get_text_bounded(*one), words.get_text_bounded(*other)))
    return found


def filled(form: str) -> AFiling:
    return a_filing("佳木斯", form, "2020Y").filled().explained().sent()


def half(form: str) -> AFiling:
    return a_filing("佳木斯", form, "2020Y").filled(but=1)


def nil(form: str) -> AFiling:
    return a_filing("黑河", form, "2020Y").nil("示例:本期没有应报的数")


@pytest.fixture
def schools(db):
    with clock.frozen(DECEMBER):
        a_school("示例第一技工学校", "佳木斯")
        a_school("示例杜尔伯特蒙古族自治县职业技术学校", "佳木斯")
        yield


def words_of(page: dict) -> list[str]:
    """Every heading, row, sum and note that the sheet must hold, in whole."""
    sheet, spec = page["sheet"], page["spec"]
    heads = [
        one.column.heading(sheet.half) if one.column else one.title for _y, _x, one in spec.head_places(sheet.half)
    ]
    found = [spec.mark, spec.title, page["line"], *heads, *page["notes"]]
    if not page["nil"]:
        for row in sheet.rows:
            found += [row.label, *(one.text if one.applicable else NOT_APPLICABLE for one in row.cells.values())]
        found += ["总计", *(total_text(sheet.totals.get(column.key), column) for column in spec.columns)]
    return [re.sub(r"\s", "", one) for one in found if one]


@pytest.mark.parametrize("form", ["attachment2", "attachment3"])
@pytest.mark.parametrize("way", [filled, half, nil])
def test_what_libreoffice_prints_is_our_sheet(schools, tmp_path, form, way):
    filing = way(form)
    page = paper_page(filing.filler, filing.now)
    file = tmp_path / f"{form}-{way.__name__}.xlsx"
    file.write_bytes(filing_workbook(page))
    printed, ours = converted(file, "pdf"), filing_pdf(page | {"link": ""})
    (tmp_path / "ours.pdf").write_bytes(ours)  # beside LibreOffice's, for the eye: pytest --basetemp=…
    found, wanted = pages(printed), words_of(page)
    assert len(found) == len(pages(ours)) == 1
    assert [round(side) for side in pypdfium2.PdfDocument(printed)[0].get_size()] == A4_ACROSS
    assert [one for one in wanted if one not in found[0]] == []
    assert "###" not in found[0] and overlaps(printed) == []


def test_a_long_form_repeats_its_heading_on_every_page(schools, tmp_path):
    for number in range(40):
        a_school(f"示例第{number + 11}技工学校", "佳木斯")
    filing = a_filing("佳木斯", "attachment2", "2020Y").filled()
    page = paper_page(filing.filler, filing.now)
    (tmp_path / "long.xlsx").write_bytes(filing_workbook(page))
    content = converted(tmp_path / "long.xlsx", "pdf")
    found = pages(content)
    assert len(found) > 1 and all("技工院校名称" in one for one in found[:-1])
    assert [one for one in words_of(page) if one not in "".join(found)] == []
    assert overlaps(content) == []
    assert f"第{len(found)}页共{len(found)}页" in found[-1]


def test_the_sample_is_what_libreoffice_makes_of_its_book(tmp_path):
    an_old_book().save(tmp_path / "sample.xlsx")
    made, kept = read(converted(tmp_path / "sample.xlsx", "xls")), read(SAMPLE.read_bytes())
    assert made == kept
