"""The paper grid: merged heading of any depth, the states of a cell, 总计 with what it lacks, nothing unescaped."""

from decimal import Decimal
from html.parser import HTMLParser

import pytest

from reporting.formspec.loader import parse_form
from reporting.formspec.values import format_value
from reporting.renderers.grid import body, heading, render_grid, row_cards, totals
from reporting.renderers.sheet import Sheet, SheetCell, SheetRow, SheetTotal

THREE_LEVELS = """
code: works
edition: 1
mark: 附件9
title: 车间情况<表>
axis: free
axis_title: 车间名称
columns:
  - title: 教育
    children:
      - title: 招收
        children:
          - {key: c3, title: 人数, kind: count, unit: 人, basis: flow, clause: 正文(三), help: 说明}
          - {key: c4, title: 金额, kind: money, unit: 元, basis: flow, clause: 正文(三), help: 说明}
      - {key: c5, title: 毕业人数, kind: count, unit: 人, basis: flow, clause: 正文(三), help: 说明}
  - {key: c6, title: 备注, kind: text, clause: 正文(三), help: 说明}
"""


@pytest.fixture(scope="module")
def spec():
    return parse_form(THREE_LEVELS)


def a_sheet(spec, *, cell=None, label="甲车间", struck="", note="", lacking=0, editable=True):
    """One row with 7 in c3; ``cell`` changes what stands there."""
    cells = {column.key: a_cell(spec, column.key) for column in spec.columns}
    cells["c3"] = a_cell(spec, "c3", **({"value": Decimal(7)} | (cell or {})))
    row = SheetRow(12, 1, "k1", label, struck, editable, cells, note)
    sums = {column.key: SheetTotal(None, 1) for column in spec.number_columns} | {
        "c3": SheetTotal(Decimal(67), lacking)
    }
    return Sheet(5, "Y", spec, [row], sums, editable, 1)


def a_cell(spec, key, *, value=None, applicable=True, editable=True, level="", marked=""):
    text = format_value(value, spec.column(key))
    return SheetCell(key, value, applicable, 4, editable, level, marked, text)


class Elements(HTMLParser):
    """Every element of a piece of HTML with its attributes and the text inside it."""

    def __init__(self, html):
        super().__init__()
        self.found, self._open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        element = {"tag": tag, "text": "", **dict(attributes)}
        self.found.append(element)
        if tag not in {"input", "col"}:
            self._open.append(element)

    def handle_endtag(self, tag):
        assert self._open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def all(self, tag, **attributes):
        return [one for one in self.found if one["tag"] == tag and attributes.items() <= one.items()]

    def one(self, tag, **attributes):
        (found,) = self.all(tag, **attributes)
        return found


def cell_of(html):
    return Elements(html).one("td", id="c-12-c3")


def test_heading_of_three_levels_covers_every_place_once(spec):
    page = Elements(heading(spec, "Y"))
    taken = {}
    rows = page.all("tr")
    place = -1
    for element in page.found:
        if element["tag"] == "tr":
            place += 1
        if element["tag"] != "th":
            continue
        column = next(free for free in range(99) if (place, free) not in taken)
        for down in range(int(element.get("rowspan", 1))):
            for right in range(int(element.get("colspan", 1))):
                assert (place + down, column + right) not in taken
                taken[place + down, column + right] = element["text"]
    assert len(rows) == 3
    assert [[taken[row, column] for column in range(6)] for row in range(3)] == [
        ["序号", "车间名称", "教育", "教育", "教育", "第6列 备注"],
        ["序号", "车间名称", "招收", "招收", "第5列 毕业人数(人)", "第6列 备注"],
        ["序号", "车间名称", "第3列 人数(人)", "第4列 金额(元)", "第5列 毕业人数(人)", "第6列 备注"],
    ]


def test_heading_tells_basis_and_source(spec):
    title = Elements(heading(spec, "Y")).one("th", id="h-c3")["title"]
    assert "期内发生" in title
    assert "正文(三)" in title


def test_an_open_cell_is_a_field_named_by_its_row_and_column(spec):
    page = Elements(render_grid(a_sheet(spec)))
    field = page.one("input", name="c-12-c3")
    assert (field["value"], field["data-v"], field["inputmode"]) == ("7", "4", "numeric")
    assert page.one("input", name="v-12-c3")["value"] == "4"
    names = [page.one("th", id=part)["text"] for part in field["aria-labelledby"].split()]
    assert names == ["甲车间", "第3列 人数(人)"], "row, number and name of the column, as said on the telephone"
    assert "blank" not in cell_of(render_grid(a_sheet(spec)))["class"]


def test_blank_zero_and_not_applicable_look_different(spec):
    blank = body(a_sheet(spec, cell={"value": None}))
    zero = body(a_sheet(spec, cell={"value": Decimal(0)}))
    absent = body(a_sheet(spec, cell={"value": None, "applicable": False}))
    assert "blank" in cell_of(blank)["class"]
    assert Elements(blank).one("input", name="c-12-c3")["value"] == ""
    assert "blank" not in cell_of(zero)["class"]
    assert Elements(zero).one("input", name="c-12-c3")["value"] == "0"
    assert cell_of(absent)["text"] == "—不适用"
    assert not Elements(absent).all("input", name="c-12-c3")


@pytest.mark.parametrize(
    ("level", "words"), [("must", "强制"), ("release", "准强制"), ("verify", "核实"), ("hint", "提示")]
)
def test_a_finding_is_said_in_words_too(spec, level, words):
    html = body(a_sheet(spec, cell={"level": level}))
    field = Elements(html).one("input", name="c-12-c3")
    assert level in cell_of(html)["class"].split()
    assert field["title"].startswith(words)
    assert ("aria-invalid" in field) == (level == "must")


def test_a_locked_figure_is_text_that_opens_its_history(spec):
    html = body(a_sheet(spec, cell={"value": Decimal(1234), "editable": False}), "/filings/5")
    page = Elements(html)
    assert not page.all("input", name="c-12-c3")
    assert "locked" in cell_of(html)["class"]
    assert page.one("a", href="/filings/5/cells/12/c3/")["text"] == "1,234"
    assert page.one("a", href="/filings/5/rows/12/")["text"] == "甲车间"


def test_a_cell_of_a_return_slip_says_so(spec):
    cell = cell_of(body(a_sheet(spec, cell={"marked": "退回"})))
    assert "marked" in cell["class"]
    assert cell["text"] == "退回"


def test_a_struck_row_shows_its_reason_and_no_field(spec):
    page = Elements(body(a_sheet(spec, struck="本年停办")))
    assert page.one("td", **{"class": "struck"})["text"] == "不适用:本年停办"
    assert page.one("td", **{"class": "struck"})["colspan"] == "4"
    assert not page.all("input")


def test_a_refused_text_stays_in_its_field_with_the_reason(spec):
    page = Elements(body(a_sheet(spec), "", {(12, "c3"): ('1"2', "不是整数")}))
    field = page.one("input", name="c-12-c3")
    assert (field["value"], field["aria-invalid"], field["data-v"]) == ('1"2', "true", "4")
    assert page.one("span", id=field["aria-describedby"])["text"] == "不是整数"


def test_a_total_over_blanks_is_never_plain(spec):
    whole = Elements(totals(a_sheet(spec)))
    lacking = Elements(totals(a_sheet(spec, lacking=2)))
    assert whole.one("td", **{"data-t": "c3"})["text"] == "67"
    assert lacking.one("td", **{"data-t": "c3"})["text"] == "67缺 2 格"
    assert lacking.one("td", **{"data-t": "c5"})["text"] == "缺 1 格"


def test_distinct_persons_stand_beside_the_total(spec):
    sheet = a_sheet(spec)
    sheet.totals["c3"] = SheetTotal(Decimal(1300), 0, 1250)
    assert Elements(totals(sheet)).one("td", **{"data-t": "c3"})["text"] == "1,300去重 1,250"


def test_everything_typed_by_people_is_escaped(spec):
    wild = '<script>alert(1)</script>&"'
    sheet = a_sheet(spec, label=wild, note=wild)
    sheet.rows[0].cells["c6"] = SheetCell("c6", wild, True, 1, True, "", False, wild)
    html = render_grid(sheet)
    page = Elements(html)
    assert "<script" not in html
    assert page.one("input", name="c-12-c6")["value"] == wild
    assert page.one("th", id="r-12")["text"] == f"{wild} {wild}"
    assert page.one("div")["aria-label"] == "车间情况<表>"
    assert "<script" not in body(a_sheet(spec, struck=wild), "", {(12, "c3"): (wild, wild)})


def test_a_grid_without_fields_can_be_scrolled_from_the_keyboard(spec):
    locked = a_sheet(spec, cell={"editable": False}, editable=False)
    assert Elements(render_grid(locked)).one("div")["tabindex"] == "0"
    assert "tabindex" not in Elements(render_grid(a_sheet(spec))).one("div")


def test_row_cards_say_how_much_is_filled_and_what_is_wrong(spec):
    cards = Elements(row_cards(a_sheet(spec, cell={"level": "must"}), "/filings/5"))
    assert cards.one("a", href="/filings/5/rows/12/")["text"] == "甲车间1/3 格强制审核未过"
    struck = Elements(row_cards(a_sheet(spec, struck="停办"), "/filings/5"))
    assert struck.all("li")[0]["text"] == "甲车间不适用:停办"


def test_row_cards_end_with_the_total_and_show_a_row_s_note(spec):
    cards = Elements(row_cards(a_sheet(spec, note="推定", lacking=2), "/filings/5"))
    assert cards.one("b", **{"text": "甲车间 推定"})
    assert [one["text"] for one in cards.all("div")] == ["人数67缺 2 格", "金额缺 1 格", "毕业人数缺 1 格"]
