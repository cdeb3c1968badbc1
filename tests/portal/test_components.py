"""Declarations and the tags that draw them: what people read, and that nothing typed becomes HTML."""

from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils.html import strip_tags

from portal.components import (
    Badge,
    Button,
    Card,
    Column,
    Empty,
    Event,
    Facts,
    Lines,
    Link,
    NumberField,
    Panel,
    Progress,
    Row,
    Step,
    Steps,
    Table,
    Timeline,
    pagination,
)

ROOT = Path(__file__).resolve().parents[2]
WILD = "<b onclick=x>&"


def drawn(thing, **context) -> str:
    return Template("{% load portal_ui %}{% draw thing %}").render(Context({"thing": thing, **context}))


def words(html: str) -> str:
    return " ".join(strip_tags(html).split())


def test_a_state_has_a_sign_as_well_as_a_colour():
    assert words(drawn(Badge("已接收", "good"))) == "✓已接收"
    assert words(drawn(Badge("退回 2 格", "bad"))) == "!退回 2 格"
    assert words(drawn(Badge("填报中"))) == "填报中"


def test_an_unknown_tone_is_refused():
    with pytest.raises(ValueError, match="unknown tone 'green'"):
        Badge("已接收", "green")


def test_progress_draws_a_bar_only_where_something_is_expected():
    assert '<progress value="36" max="42"' in drawn(Progress(36, 42))
    assert words(drawn(Progress(36, 42))) == "36/42 格"
    assert "<progress" not in drawn(Progress(0, 0))


def test_numbers_get_separators_and_nothing_stays_nothing():
    assert [drawn(value) for value in (1234567, Decimal("1234.50"), 0, None, "")] == [
        "1,234,567",
        "1,234.50",
        "0",
        "",
        "",
    ]


@pytest.mark.parametrize(
    "thing",
    [
        WILD,
        Badge(WILD),
        Link(WILD, "/x"),
        Lines(WILD, WILD),
        Button(WILD, "/x"),
        Button(WILD, why=WILD),
        Button(WILD, "/x", post=True, fields={"a": WILD}),
        Card(WILD, WILD, WILD),
        Facts([(WILD, WILD)]),
        Timeline([Event(WILD, WILD, WILD, WILD)]),
        Steps([Step(WILD)]),
        Panel(WILD, WILD, WILD),
        Empty(WILD, WILD),
        Table(WILD, [Column(WILD)], [Row([WILD])]),
        NumberField("12-c3", WILD, WILD, 1, hint=WILD, message=WILD, refused=WILD),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_no_text_becomes_html(thing):
    html = drawn(thing)
    assert "<b onclick" not in html
    assert "&lt;b onclick=x&gt;&amp;" in html


def test_a_button_that_posts_carries_the_token_and_its_fields():
    html = drawn(Button("催报", "/remind/", post=True, fields={"unit": "2308"}), csrf_token="secret")
    assert 'action="/remind/"' in html
    assert 'name="csrfmiddlewaretoken" value="secret"' in html
    assert 'name="unit" value="2308"' in html


def test_a_disabled_button_says_why():
    html = drawn(Button("送负责人确认", "/x/", primary=True, why="还有 2 格为空,填好后再送。"))
    assert " disabled>" in html
    assert words(html) == "送负责人确认还有 2 格为空,填好后再送。"


def test_a_table_names_every_value_for_the_phone():
    table = Table("待办", [Column("事项"), Column("人数", "num")], [Row(["附件2", 1234])], foot=Row(["合计", 1234]))
    html = drawn(table)
    assert '<th scope="row" class="text">附件2</th>' in html
    assert '<td class="num" data-th="人数">1,234</td>' in html
    assert html.count("1,234") == 2


def test_an_empty_table_says_how_it_gets_filled():
    empty = Empty("没有退回单", "省厅退回的格会列在这里。", Button("看历年报表", "/history/"))
    html = drawn(Table("退回单", [Column("编号")], [], empty=empty))
    assert "<table" not in html
    assert words(html) == "没有退回单省厅退回的格会列在这里。看历年报表"


def test_values_must_fit_their_columns():
    with pytest.raises(ValueError, match="2 values under 1 columns"):
        Table("待办", [Column("事项")], [Row(["a", "b"])])


def test_pages_keep_the_filters():
    page = Paginator(range(95), 20).page(2)
    pages = pagination(page, {"q": "佳木斯 a&b", "page": "2", "state": ""}, "人")
    assert pages.previous == "?q=%E4%BD%B3%E6%9C%A8%E6%96%AF+a%26b&page=1"
    assert words(drawn(pages)) == "共 95 人,第 2/5 页上一页下一页"
    last = pagination(Paginator(range(5), 20).page(1), {})
    assert (last.previous, last.following) == ("", "")


def test_a_number_field_shows_what_stands_in_the_way():
    html = drawn(
        NumberField("12-c7", "毕业生就业人数", "14", 3, "人", "上年 10", "must", "就业 14 人多于毕业生 12 人。")
    )
    assert 'name="c-12-c7" value="14"' in html
    assert 'name="v-12-c7" value="3"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="hint-12-c7 msg-12-c7"' in html
    assert "毕业生就业人数(人)" in html


def test_a_number_field_that_is_locked_or_absent_has_no_input():
    assert "<input" not in drawn(NumberField("1-c3", "人数", "5", 1, open=False))
    assert "不适用" in drawn(NumberField("1-c3", "人数", "", 1, applicable=False))
    assert "(空)" in drawn(NumberField("1-c3", "人数", "", 1, open=False))


def test_boxes_escape_their_headings():
    html = Template(
        '{% load portal_ui %}{% panel t aside=t %}<p>x</p>{% endpanel %}{% notice "warn" %}<p>y</p>{% endnotice %}'
    )
    shown = html.render(Context({"t": WILD}))
    assert "<b onclick" not in shown
    assert "<p>x</p>" in shown
    assert '<div class="notice warn"><p>y</p></div>' in shown


@pytest.mark.parametrize("code", ["400", "403", "404", "409", "500", "503"])
def test_error_pages_need_no_context(code):
    html = Template(f'{{% include "errors/{code}.html" %}}').render(Context())
    assert "<h1>" in html
    assert "href=" in html


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_template_holds_inline_script_style_or_handler(path):
    text = path.read_text(encoding="utf-8")
    for forbidden in (" style=", " onclick=", " onchange=", " onsubmit=", "<style", "javascript:", "hx-on"):
        assert forbidden not in text
    for script in text.split("<script")[1:]:
        assert " src=" in script.split(">")[0]


def test_every_style_sheet_and_script_named_exists():
    for path in templates():
        for piece in path.read_text(encoding="utf-8").split('{% static "')[1:]:
            name = piece.split('"')[0]
            assert finders.find(name), f"{path.name}: {name}"


def test_vendored_files_are_those_listed():
    folders = [ROOT / "portal/static/portal/vendor", ROOT / "tests/vendor"]
    for folder in folders:
        for line in (folder / "SHA256SUMS").read_text().splitlines():
            digest, name = line.split()
            assert sha256((folder / name).read_bytes()).hexdigest() == digest, name
