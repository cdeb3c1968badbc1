"""Charts: what is larger is drawn larger, what is missing is not drawn as nought, every place of the sketch is ours."""

from decimal import Decimal

from django.template import Context, Template

from portal.charts import LACKING, SHADES, Bars, Columns, Map, Mark, shade
from portal.sketch import sketch

THREE = [
    Mark("示例甲", Decimal(20), "20", "/a/"),
    Mark("示例乙", None, "未计入"),
    Mark("示例丙", Decimal(80), "80", "/c/", LACKING, "缺 1 格"),
]


def drawn(thing) -> str:
    return Template("{% load portal_ui %}{% draw it %}").render(Context({"it": thing}))


def test_columns_share_one_scale_and_a_missing_number_has_none():
    heights = [one.height for one in Columns("示例", THREE).placed]
    assert heights[2] == 150 and heights[0] == 38 and heights[1] == 0
    half = [one.height for one in Columns("示例", THREE, top=Decimal(160)).placed]
    assert half == [19, 0, 75]
    tiny = [Mark("示例", Decimal(1), "1"), Mark("示例", Decimal(1000000), "1,000,000")]
    assert Columns("示例", tiny).placed[0].height == 1, "one person in a million is not nobody"


def test_columns_are_doors_and_say_their_numbers():
    html = drawn(Columns("示例", THREE))
    assert 'href="/a/"' in html and 'aria-label="示例丙缺 1 格 80"' in html
    assert html.count("<a ") == 2 and "未计入" in html
    small = drawn(Columns("示例", THREE, small=True, url="/all/"))
    assert small.count("<a ") == 1 and "示例乙 未计入" in small


def test_bars_stand_by_size_and_what_has_no_number_last():
    bars = Bars("示例", THREE)
    assert [one.mark.label for one in bars.placed] == ["示例丙", "示例甲", "示例乙"]
    assert max(one.end for one in bars.placed) < bars.width
    assert "80 (缺 1 格)" in drawn(bars)


def test_shades_are_quarters_of_the_largest():
    top = Decimal(80)
    assert [shade(Decimal(one), top) for one in (0, 1, 20, 21, 79, 80)] == [0, 1, 1, 2, 4, SHADES]
    assert shade(None, top) == 0 == shade(Decimal(0), Decimal(0))


def test_the_sketch_has_the_thirteen_and_draws_those_with_a_mark():
    cities = {one.code for one in sketch().outlines}
    assert len(cities) == 13 and {"230100", "232700"} <= cities
    for one in sketch().outlines:
        assert 0 <= one.x <= sketch().width and 0 <= one.y <= sketch().height
    html = drawn(Map("示例", {"230800": Mark("示例市", Decimal(5), "5", "/five/"), "000000": THREE[0]}, ["至 5"]))
    assert html.count("<path") == 1 and 'href="/five/"' in html and "示例甲" not in html
