"""Chinese names as people type them: full pinyin and initials, for order and search."""

from pypinyin import Style, lazy_pinyin


def full(name: str) -> str:
    """``佳木斯市`` → ``jiamusishi``; anything that is not Chinese stays, in lower case, without blanks."""
    return "".join(lazy_pinyin(name)).lower().replace(" ", "")


def initials(name: str) -> str:
    """``佳木斯市`` → ``jmss``."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower().replace(" ", "")


def search_key(name: str) -> str:
    """What is kept beside a name: ``jiamusishi jmss``. Sorting by it sorts by pinyin."""
    return f"{full(name)} {initials(name)}"[:200]
