"""An answer as people read it."""

import re
from html import unescape


def words(answer) -> str:
    """The text of a page, without its markup, one blank between any two words."""
    return text_of(answer.content.decode())


def text_of(markup: str) -> str:
    """The same of a piece of HTML."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", markup))).strip()
