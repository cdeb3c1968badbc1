"""From what a person typed or pasted to a value, and back. Unreadable is an error with a reason, never zero."""

import re
from decimal import Decimal

from reporting.formspec.spec import Column

LIMITS = {
    "count": Decimal("9999999"),
    "days": Decimal("99999999"),
    "money": Decimal("9999999999.99"),
    "decimal": Decimal("9999999999"),
}
TEXT_LIMIT = 200
SHOWN_LIMIT = 12
UNITS = {"count": ("人",), "money": ("元",), "days": ("人·天", "人天", "天"), "decimal": ()}

# Full-width forms only: NFKC would also turn ² into 2 and ① into 1.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: "-", 0xFE63: "-"}
_BLANKS = " \t\r\n\v\f\u00a0\u3000\u2002\u2003\u2007\u2009\u200b\u202f\ufeff"
_DIGITS = re.compile(r"[0-9]+(\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_DATE = re.compile(
    r"[0-9]{4}\s*([-/.年])\s*[0-9]{1,2}(\s*[-/.月]\s*[0-9]{1,2}\s*日?|月)?|[0-9]{1,2}月[0-9]{1,2}日?"
    r"|[0-9]{1,2}/[0-9]{1,2}(/[0-9]{2,4})?"
)
_NEGATIVE = re.compile(r"-\s*[0-9.,]+|\([0-9.,]+\)|[0-9.,]+-")
_SCIENTIFIC = re.compile(r"[0-9.]+[eE][+-]?[0-9]+")
_DASHES = re.compile(r"[-—–―─/\\]+")
_NOTHING = ("无", "没有", "零", "〇")
_CHINESE = re.compile(r"[一二三四五六七八九十百千万亿两零〇]+")
_UNIT_TAIL = re.compile(r"(?P<number>[0-9][0-9.,]*)\s*(?P<unit>[^0-9.,\s-][^0-9]*)")
_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f]+")


class Refused(ValueError):
    """A text that cannot become this column's value; `reason` says what was read, what is allowed, how to mend it."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def parse(text: str | None, column: Column) -> Decimal | str | None:
    """The value of `text` in `column`; None for a blank. Raises Refused."""
    stripped = (text or "").strip(_BLANKS)
    if not stripped:
        return None
    if not column.is_number:
        return _parse_text(stripped)
    read = stripped.translate(_WIDE).replace("\u3000", " ").strip(_BLANKS)
    number = _without_unit(read, column)
    if not (_DIGITS.fullmatch(number) or _GROUPED.fullmatch(number)):
        raise Refused(_why_unreadable(read, number, column))
    return _within_limits(number.replace(",", ""), column)


def plain_value(value: Decimal | str | None, column: Column) -> str:
    """The value as typed into a field: "1234", "1234.50"; blank is ""."""
    return _written(value, column, "")


def format_value(value: Decimal | str | None, column: Column) -> str:
    """The value as shown: "1,234", "1,234.50"; blank is ""."""
    return _written(value, column, ",")


def format_number(value: Decimal) -> str:
    """A number that belongs to no column (a sum, a median): thousands separators, at most two decimals."""
    if value == value.to_integral_value():
        return f"{value:,.0f}"
    return f"{value:,.2f}"


def decimals(column: Column) -> int:
    """How many decimals the column's values carry."""
    return 2 if column.kind == "money" else column.places if column.kind == "decimal" else 0


def allowed(column: Column) -> str:
    """In words: what this number column takes."""
    limit = format(LIMITS[column.kind], ",")
    if column.kind == "count":
        return f"人数只收 0 至 {limit} 的整数"
    if column.kind == "days":
        return f"天数只收 0 至 {limit} 的整数"
    if column.kind == "money":
        return f"金额以元为单位,只收 0.00 至 {limit},最多两位小数"
    return f"本列只收 0 至 {limit} 的数,最多 {column.places} 位小数"


def _written(value, column: Column, separator: str) -> str:
    if value is None:
        return ""
    if column.kind == "text":
        return str(value)
    return format(value, f"{separator}.{decimals(column)}f")


def _parse_text(text: str) -> str:
    clean = _CONTROLS.sub(" ", text)
    if len(clean) > TEXT_LIMIT:
        raise Refused(f"读到 {len(clean)} 个字,最多 {TEXT_LIMIT} 个字。请缩短后再填。")
    return clean


def _without_unit(text: str, column: Column) -> str:
    for unit in (column.unit, *UNITS[column.kind]):
        if unit and text.endswith(unit):
            return text[: -len(unit)].rstrip(_BLANKS)
    return text


def _within_limits(number: str, column: Column) -> Decimal:
    whole, _, fraction = number.partition(".")
    places = decimals(column)
    if fraction and not places:
        raise Refused(f"读到{_quoted(number)},有小数;{allowed(column)}。请改成整数,例如 {int(whole[:20])}。")
    if len(fraction) > places:
        raise Refused(f"读到{_quoted(number)},有 {len(fraction)} 位小数;{allowed(column)}。请自行取舍到 {places} 位。")
    value = Decimal(number)
    if value > LIMITS[column.kind]:
        digits = len(whole.lstrip("0"))
        raise Refused(f"读到{_quoted(number)},整数部分有 {digits} 位,太大;{allowed(column)}。请核对是否多打了数字。")
    return value.quantize(Decimal(1).scaleb(-places))


def _why_unreadable(text: str, number: str, column: Column) -> str:
    """The precise reason; `text` is as typed with narrow characters, `number` the same without its unit."""
    read, rule = f"读到{_quoted(text)}", allowed(column)
    if _DASHES.fullmatch(text):
        return f"{read}:横线不是数字。本格不适用时请点“不适用”按钮,没有发生请填 0,尚不清楚请留空。"
    if text in _NOTHING:
        return f"{read},是文字;{rule}。没有发生请填 0;本格不适用时请点“不适用”按钮。"
    if text.endswith(("%", "‰")):
        return f"{read},是百分数;{rule}。请填实际的数,不填比例。"
    if _DATE.fullmatch(text):
        return f"{read},像是日期;{rule}。请核对是否粘贴错了列。"
    if _NEGATIVE.fullmatch(number):
        return f"{read},是负数;{rule}。请填 0 或正数;更正以前多报的数请用更正申请。"
    if _SCIENTIFIC.fullmatch(number):
        return f"{read},是科学记数法;{rule}。请在表格软件里把该列设为“数值”后重新粘贴。"
    if _CHINESE.fullmatch(number):
        return f"{read},是中文数字;{rule}。请改用阿拉伯数字。"
    return f"{read},{_why_malformed(text, number)};{rule}。{_remedy(number)}"


def _why_malformed(text: str, number: str) -> str:
    tail = _UNIT_TAIL.fullmatch(text)
    if tail and "万" in tail["unit"] + number:
        return "带有“万”"
    if tail:
        return f"数字后面有“{tail['unit'].strip()[:6]}”"
    if re.fullmatch(r"[0-9.,]+", number):
        return "千位分隔符的位置不对" if "," in number else "小数点的写法不完整"
    if re.fullmatch(r"[0-9.,\s]+", number):
        return "数字中间有空格"
    return "含有不是数字的字符"


def _remedy(number: str) -> str:
    if "," in number and re.fullmatch(r"[0-9.,]+", number):
        return "请写成 1,234 或 1234。"
    if "万" in number:
        return "请换算成不带“万”的数。"
    return "请只填数字。"


def _quoted(text: str) -> str:
    """What was read. A long text is cut: a number pasted into the wrong cell may be a person's."""
    if len(text) <= SHOWN_LIMIT:
        return f"“{text}”"
    return f"“{text[:6]}…”(共 {len(text)} 个字符)"
