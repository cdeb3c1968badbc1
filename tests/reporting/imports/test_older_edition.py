"""A workbook in an older edition's layout: said to be one, mapped column by column, what has no place named."""

import re

import pytest
from django.test import Client
from openpyxl import Workbook

from portal.actor import SYSTEM
from reporting.services import editions
from tests.builders.filings import a_filing
from tests.reporting.filed import signed_in
from tests.reporting.imports.workbooks import apply, held, saved, upload, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]
HEAD = "code: sample_ledger\nedition: {}\nmark: 附表(示例)\ntitle: 示例台账\naxis: schools\naxis_title: 技工院校名称\n"
COLUMN = "  - {{key: {}, title: {}, kind: count, unit: 人, basis: flow, clause: 依据:示例, help: 示例}}\n"
FIRST = {"c3": "招收人数", "c4": "在校学生人数", "c5": "参加培训人数", "c6": "结业人数"}
SECOND = {"c3": "当年招收贫困家庭人数", "c4": "参加各类培训人数", "c5": "期末在校人数"}
THIRD = {"c3": "当年招收脱贫家庭人数", "c5": "期末在校人数", "c7": "培训合格人数", "c8": "参加各类培训人数"}


@pytest.fixture
def load(tmp_path):
    def write(number: int, columns: dict[str, str], carry: str = "") -> None:
        text = HEAD.format(number) + (f"carry: {{{carry}}}\n" if carry else "") + "columns:\n"
        text += "".join(COLUMN.format(*one) for one in columns.items())
        (tmp_path / "form.yaml").write_text(text, encoding="utf-8")
        editions.load(tmp_path, SYSTEM)

    return write


@pytest.fixture
def filing(load):
    """佳木斯's ledger in its third edition; between the first two 在校 and 培训 changed places, 结业 was dropped."""
    load(1, FIRST)
    load(2, SECOND, "c4: c5, c5: c4")
    load(3, THIRD, "c4: c8")
    return a_filing("佳木斯", "sample_ledger", "2020Y")


@pytest.fixture
def clerk(filing) -> Client:
    return signed_in(filing.filler)


def a_book(columns: dict[str, str], *numbers: int) -> bytes:
    book = Workbook()
    book.active.append(["序号", "技工院校名称", *[f"{title}(人)" for title in columns.values()]])
    book.active.append([1, "佳木斯技师学院", *numbers])
    return saved(book)


def test_the_columns_of_the_first_edition_go_where_the_third_has_them(clerk, filing):
    answer = upload(clerk, filing, a_book(FIRST, 3, 4, 5, 6))
    text = words(answer)
    assert "这是旧表式(第 1 版《示例台账》)的表,本表用第 3 版" in text
    for before, now in (("招收人数", "当年招收脱贫家庭人数"), ("在校学生人数", "期末在校人数")):
        assert f"旧表“{before}(人)”读入现表“{now}(人)”" in text
    assert "旧表“参加培训人数(人)”读入现表“参加各类培训人数(人)”" in text
    assert re.search(r"现表没有对应的列,没有读:结业人数\(人\)。", text)
    assert held(filing) == {}
    apply(clerk, filing, answer)
    expected = {"c3": 3, "c5": 4, "c8": 5}
    assert held(filing) == {("佳木斯技师学院", column): value for column, value in expected.items()}


def test_the_second_edition_is_told_from_the_first(clerk, filing):
    text = words(upload(clerk, filing, a_book(SECOND, 3, 5, 4)))
    assert "旧表式(第 2 版" in text and "没有对应的列" not in text and "要改 3 格" in text


def test_the_edition_of_now_is_no_older_one_also_with_columns_left_out(clerk, filing):
    for columns in (THIRD, {"c3": THIRD["c3"], "c5": THIRD["c5"], "c7": THIRD["c7"]}):
        text = words(upload(clerk, filing, a_book(columns, *range(len(columns)))))
        assert "旧表式" not in text and f"要改 {len(columns)} 格" in text


def test_headings_of_no_edition_are_refused(clerk, filing):
    answer = upload(clerk, filing, a_book({"a": "甲", "b": "乙", "c": "丙"}, 1, 2, 3))
    assert answer.status_code == 422 and "没有找到附表(示例)的表头" in words(answer)
