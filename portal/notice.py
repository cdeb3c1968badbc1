"""The notice 黑人社发〔2019〕10号 as a readable page: clauses with anchors, paragraphs mended where pages broke."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

NUMBERS = "一二三四五六七八九十"
_HEADING = re.compile(rf"[{NUMBERS}]+、.*")
_CLAUSE = re.compile(rf"[(\uFF08]([{NUMBERS}]+)[)\uFF09]\s*(.*?。)(.*)", re.S)


@dataclass(frozen=True)
class Block:
    """One paragraph. ``kind``: heading, clause (``lead`` is its name, ``anchor`` like c15), text or line."""

    kind: str
    text: str
    lead: str = ""
    anchor: str = ""


@cache
def body() -> tuple[Block, ...]:
    """The plan itself, from its title to the list of attachments."""
    text = (Path(settings.FIXTURES_DIR) / "policy.txt").read_text(encoding="utf-8")
    start = text.index("按照《人力资源和社会保障部")
    stop = text.index("- 附件")
    return tuple(_block(paragraph) for paragraph in _paragraphs(text[start:stop]))


def _paragraphs(text: str) -> list[str]:
    found: list[str] = []
    for part in filter(None, (one.strip() for one in text.split("\n\n"))):
        begins = _HEADING.match(part) or _CLAUSE.match(part)
        whole = not found or _HEADING.match(found[-1]) or found[-1].endswith(("。", "\uff1a"))
        if begins or whole:
            found.append(part)
        else:
            found[-1] += part  # a page ended in the middle of the paragraph
    return found


def _block(paragraph: str) -> Block:
    if _HEADING.match(paragraph):
        return Block("heading", paragraph)
    clause = _CLAUSE.match(paragraph)
    if clause:
        number, lead, rest = clause.groups()
        return Block("clause", rest.strip(), f"\uff08{number}\uff09{lead}", f"c{_number(number)}")
    return Block("text", paragraph)


def _number(text: str) -> int:
    """一 … 十九."""
    if text.startswith("十"):
        return 10 + (NUMBERS.index(text[1]) + 1 if len(text) > 1 else 0)
    return NUMBERS.index(text) + 1
