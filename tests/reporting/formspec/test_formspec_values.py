"""What a person types or pastes into a cell: read exactly, or refused with a reason that helps."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.formspec.spec import Column
from reporting.formspec.values import LIMITS, Refused, format_value, parse, plain_value

COUNT = Column("c3", 3, "人数", "人数", "count", "人")
MONEY = Column("c4", 4, "金额", "金额", "money", "元")
DAYS = Column("c5", 5, "天数", "天数", "days", "人·天")
SCORE = Column("c6", 6, "成绩", "成绩", "decimal", "分", places=1)
NOTE = Column("c7", 7, "备注", "备注", "text")


@pytest.mark.parametrize(
    "text, column, value",
    [
        ("132", COUNT, "132"),
        ("0", COUNT, "0"),
        ("１３２", COUNT, "132"),
        (" \t1,234\u3000\r\n", COUNT, "1234"),
        ("１，２３４", COUNT, "1234"),
        ("1,234,567", COUNT, "1234567"),
        ("\u00a012 人\u00a0", COUNT, "12"),
        ("9999999", COUNT, "9999999"),
        ("0012", COUNT, "12"),
        ("1,234.5元", MONEY, "1234.50"),
        ("0.00", MONEY, "0.00"),
        ("9,999,999,999.99", MONEY, "9999999999.99"),
        ("2019.06", MONEY, "2019.06"),
        ("15人·天", DAYS, "15"),
        ("15 天", DAYS, "15"),
        ("99,999,999", DAYS, "99999999"),
        ("87.5分", SCORE, "87.5"),
        ("87", SCORE, "87.0"),
    ],
)
def test_a_readable_text_becomes_its_number(text, column, value):
    read = parse(text, column)
    assert read == Decimal(value)
    assert str(read) == value


@pytest.mark.parametrize("text", [None, "", "   ", "\u3000", "\u00a0\t\n", "\u200b"])
@pytest.mark.parametrize("column", [COUNT, MONEY, DAYS, SCORE, NOTE])
def test_a_blank_is_blank_and_not_zero(text, column):
    assert parse(text, column) is None


@pytest.mark.parametrize(
    "text, column, said",
    [
        ("50%", COUNT, "读到“50%”,是百分数"),
        ("５０％", COUNT, "读到“50%”,是百分数"),
        ("2019-06-10", COUNT, "像是日期"),
        ("2019.6.10", MONEY, "像是日期"),
        ("2019年6月10日", COUNT, "像是日期"),
        ("6月10日", COUNT, "像是日期"),
        ("2019/6", COUNT, "像是日期"),
        ("-5", COUNT, "读到“-5”,是负数"),
        ("−5", COUNT, "是负数"),
        ("－0.50", MONEY, "是负数"),
        ("(1,200)", MONEY, "是负数"),
        ("abc", COUNT, "不是数字的字符;人数只收 0 至 9,999,999 的整数"),
        ("#N/A", MONEY, "不是数字的字符;金额以元为单位"),
        ("٣", COUNT, "不是数字的字符"),
        ("²", COUNT, "不是数字的字符"),
        ("①", COUNT, "不是数字的字符"),
        ("十二", COUNT, "中文数字"),
        ("1.2万", COUNT, "请换算成不带“万”的数"),
        ("12元", COUNT, "数字后面有“元”"),
        ("12人", MONEY, "数字后面有“人”"),
        ("15人", DAYS, "数字后面有“人”"),
        ("2.30822E+17", COUNT, "科学记数法"),
        ("12.5", COUNT, "请改成整数,例如 12"),
        ("12.0", COUNT, "请改成整数,例如 12"),
        ("3.5", DAYS, "天数只收 0 至 99,999,999 的整数"),
        ("1,23", COUNT, "千位分隔符的位置不对"),
        ("1234,567", COUNT, "千位分隔符的位置不对"),
        ("1,,234", COUNT, "千位分隔符的位置不对"),
        ("1 234", COUNT, "数字中间有空格"),
        ("12.", MONEY, "小数点的写法不完整"),
        (".5", MONEY, "小数点的写法不完整"),
        ("1.2.3", MONEY, "小数点的写法不完整"),
        ("10000000", COUNT, "整数部分有 8 位,太大"),
        ("1234567890123", COUNT, "整数部分有 13 位,太大"),
        ("100000000", DAYS, "整数部分有 9 位,太大"),
        ("10000000000", MONEY, "整数部分有 11 位,太大"),
        ("1.234", MONEY, "有 3 位小数"),
        ("87.55", SCORE, "有 2 位小数"),
        ("无", COUNT, "没有发生请填 0"),
    ],
)
def test_an_unreadable_text_is_refused_with_its_reason(text, column, said):
    with pytest.raises(Refused) as refused:
        parse(text, column)
    assert said in refused.value.reason
    assert refused.value.reason.startswith("读到“")
    assert refused.value.reason.endswith("。")


@pytest.mark.parametrize("text", ["-", "—", "——", "–", "－", "/", "―"])
def test_a_dash_points_to_the_button_for_not_applicable(text):
    with pytest.raises(Refused, match="本格不适用时请点“不适用”按钮"):
        parse(text, COUNT)


def test_a_number_pasted_into_the_wrong_cell_is_not_repeated_in_full():
    with pytest.raises(Refused) as refused:
        parse("230822199001011234", COUNT)
    assert "230822199001011234" not in refused.value.reason
    assert "共 18 个字符" in refused.value.reason


def test_text_keeps_its_characters_on_one_line():
    assert parse(" 伊春 2019年12月起\n按新区划 ", NOTE) == "伊春 2019年12月起 按新区划"
    assert parse("—", NOTE) == "—"
    with pytest.raises(Refused, match="最多 200 个字"):
        parse("字" * 201, NOTE)


def test_values_are_written_with_separators_to_read_and_without_to_type():
    assert format_value(Decimal("1234.0000"), COUNT) == "1,234"
    assert plain_value(Decimal("1234.0000"), COUNT) == "1234"
    assert format_value(Decimal("1234.5"), MONEY) == "1,234.50"
    assert plain_value(Decimal("1234.5"), MONEY) == "1234.50"
    assert format_value(Decimal("87.5000"), SCORE) == "87.5"
    assert format_value(Decimal("0"), COUNT) == "0"
    assert format_value(None, MONEY) == plain_value(None, COUNT) == ""
    assert format_value("见说明", NOTE) == "见说明"


NUMBERS = st.sampled_from([COUNT, MONEY, DAYS, SCORE]).flatmap(
    lambda column: st.tuples(
        st.just(column),
        st.decimals(0, LIMITS[column.kind], places={"money": 2, "decimal": 1}.get(column.kind, 0)),
    )
)


@given(NUMBERS)
def test_what_is_shown_can_be_read_back(pair):
    column, value = pair
    assert parse(format_value(value, column), column) == value
    assert parse(plain_value(value, column), column) == value
    wide = plain_value(value, column).translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert parse(f"\u3000{wide} ", column) == value


@given(st.text(max_size=40), st.sampled_from([COUNT, MONEY, DAYS, SCORE]))
def test_any_text_is_a_number_in_range_or_blank_or_refused(text, column):
    try:
        value = parse(text, column)
    except Refused as refused:
        assert "读到" in refused.reason
        return
    if value is None:
        assert not any(character.isalnum() for character in text)
    else:
        assert 0 <= value <= LIMITS[column.kind]
