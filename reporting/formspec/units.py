"""元 as 万元 whose parts still add up to their total (舍位平衡): for tables that are read, never for what is stored."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from reporting.formspec.spec import Column, FormSpec, Group

WAN, SMALLEST = Decimal(10000), Decimal("0.01")
NOTE = "金额单位:万元。按舍位平衡取舍,各行之和等于总计;以元为单位的数以原表为准。"


def balanced(parts: Sequence[Decimal | None]) -> list[Decimal | None]:
    """The parts in 万元 with two decimals, adding up to their rounded sum; a blank stays a blank.

    Each is cut down, and what is missing to the rounded sum goes to those that lost most. So none is further from its
    exact value than one hundredth.
    """
    exact = [None if part is None else part / WAN for part in parts]
    cut = [None if one is None else one.quantize(SMALLEST, ROUND_FLOOR) for one in exact]
    there = [place for place, one in enumerate(exact) if one is not None]
    total = sum((exact[place] for place in there), Decimal(0)).quantize(SMALLEST, ROUND_HALF_UP)
    short = int((total - sum((cut[place] for place in there), Decimal(0))) / SMALLEST)
    for place in sorted(there, key=lambda one: cut[one] - exact[one])[:short]:
        cut[place] += SMALLEST
    return cut


def money_columns(spec: FormSpec) -> list[Column]:
    """The columns that 万元 changes."""
    return [column for column in spec.columns if column.kind == "money"]


def spec_in_wan(spec: FormSpec) -> FormSpec:
    """The same form with 万元 in the headings of its money columns."""
    return replace(spec, tree=tuple(_in_wan(node) for node in spec.tree))


def _in_wan(node: Group | Column) -> Group | Column:
    if isinstance(node, Group):
        return replace(node, children=tuple(_in_wan(child) for child in node.children))
    if node.kind != "money":
        return node
    titles = {half: _title(title) for half, title in node.titles.items()}
    return replace(node, unit="万元", title=_title(node.title), titles=titles)


def _title(title: str) -> str:
    return title.replace("(元)", "(万元)")
