"""How wide the columns of a sheet are and how many lines a text takes there: the same for the PDF and the workbook.

A digit is about 1 wide, a Chinese character about 2.
"""

from functools import lru_cache
from math import ceil

from reporting.formspec.spec import Column
from reporting.renderers.sheet import Sheet, total_text

SEQ, TEXT, LABEL = 3.2, 7.0, 10.0
HEADED, HEADED_WIDE, WIDE_FROM = 9.5, 5.0, 13  # of a figure under its heading; narrower from 13 columns on
LABEL_MOST = 21.0


def is_wide(sheet: Sheet) -> bool:
    """Whether the form needs the whole sheet: narrow margins, small letters."""
    return len(sheet.spec.columns) >= WIDE_FROM


def widths(sheet: Sheet) -> list[float]:
    """Parts of the line, by the longest figure of each column, so that seven digits and decimals stay in their cell."""
    longest = max((1.8 * len(row.label) for row in sheet.rows), default=0)
    found = [SEQ, min(max(longest, LABEL), LABEL_MOST)]
    least = HEADED_WIDE if is_wide(sheet) else HEADED
    for column in sheet.spec.columns:
        texts = [row.cells[column.key].text for row in sheet.rows if column.key in row.cells]
        texts.append(folded_total(sheet, column).partition("\n")[0])
        found.append(max(least, 0.95 * max(map(len, texts)) + 1) if column.is_number else TEXT)
    return found


def folded_total(sheet: Sheet, column: Column) -> str:
    """总计 as it stands in a narrow cell: how many cells it lacks stands below the sum."""
    return total_text(sheet.totals.get(column.key), column).replace("(", "\n(")


@lru_cache(maxsize=4096)  # the same headings and names on every sheet of a province
def lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell this wide, in which a character is never cut in two."""
    across = max(int(width), 2)
    return max(sum(ceil(_signs(part) / (across // 2 * 2)) for part in text.split("\n")), 1)


def _signs(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)
