"""Charts that the server draws, as components: columns, bars, the province as a sketch.

A mark is a link like any other figure, carries its number in words, and shows by its filling, not by colour alone, what
kind of number it is. No script: a chart prints, and reads without one. Numbers are never negative here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import ClassVar

from portal.components import Component
from portal.sketch import Outline, Sketch, sketch

WHOLE, HALF, LACKING = "whole", "half", "lacking"  # fillings: full, outlined (a half-year), dashed (cells are missing)
LETTER = 7  # pixels a digit takes at 12 px
SHADES = 4


@dataclass(frozen=True)
class Mark:
    """One number: what it is of (``label``), its words, where it leads. ``value`` None: nothing is there."""

    label: str
    value: Decimal | None
    shown: str
    url: str = ""
    kind: str = WHOLE
    below: str = ""


@dataclass(frozen=True)
class Placed:
    """A mark with its place in the drawing."""

    mark: Mark
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def end(self) -> int:
        return self.x + self.width


def largest(marks: Sequence[Mark]) -> Decimal:
    """The largest number among marks; 0 where there is none."""
    return max((mark.value for mark in marks if mark.value is not None), default=Decimal(0))


def _length(value: Decimal | None, top: Decimal, most: int) -> int:
    """Pixels of a number when ``top`` takes ``most``; whatever is more than nothing can be seen."""
    if not value or not top:
        return 0
    return max(1, round(value * most / top))


@dataclass(frozen=True)
class Columns(Component):
    """Numbers over time, a column each, with its number over it.

    ``top``: the number that reaches the upper edge, where several charts must be read by one scale. ``small``: no words
    beside the columns; the chart as a whole opens ``url``, where there is one.
    """

    title: str
    marks: Sequence[Mark]
    top: Decimal | None = None
    small: bool = False
    url: str = ""
    template: ClassVar[str] = "components/columns.html"

    TALL: ClassVar[int] = 150
    SMALL: ClassVar[tuple[int, int]] = (14, 48)  # width of a column's place, height of the highest

    @property
    def step(self) -> int:
        """The width of a column's place: its number must fit."""
        longest = max((max(len(mark.shown) * LETTER, len(mark.label) * 2 * LETTER) for mark in self.marks), default=0)
        return self.SMALL[0] if self.small else max(56, longest + 10)

    @property
    def tall(self) -> int:
        return self.SMALL[1] if self.small else self.TALL

    @property
    def head(self) -> int:
        """Room over the highest column."""
        return 2 if self.small else 22

    @property
    def base(self) -> int:
        return self.head + self.tall

    @property
    def width(self) -> int:
        return self.step * len(self.marks)

    @property
    def height(self) -> int:
        return self.base + (2 if self.small else 42)

    @property
    def placed(self) -> list[Placed]:
        """Every mark in its place, nought and nothing without height."""
        top = largest(self.marks) if self.top is None else self.top
        thick = self.step - 4 if self.small else 34
        found = []
        for place, mark in enumerate(self.marks):
            high = _length(mark.value, top, self.tall)
            found.append(Placed(mark, place * self.step + (self.step - thick) // 2, self.base - high, thick, high))
        return found


@dataclass(frozen=True)
class Bars(Component):
    """Numbers side by side, a bar each, the largest first; what has no number stands last and says why."""

    title: str
    marks: Sequence[Mark]
    template: ClassVar[str] = "components/bars.html"

    width: ClassVar[int] = 520
    STEP: ClassVar[int] = 26
    NAMES: ClassVar[int] = 124

    @property
    def height(self) -> int:
        return self.STEP * len(self.marks) + 4

    @property
    def placed(self) -> list[Placed]:
        """Every mark in its place, by size."""
        top = largest(self.marks)
        numbers = max((len(mark.shown) for mark in self.marks), default=0) * 2 * LETTER
        room = self.width - self.NAMES - min(numbers, 170)
        ordered = sorted(self.marks, key=lambda mark: (mark.value is None, -(mark.value or 0)))
        return [
            Placed(mark, self.NAMES, place * self.STEP + 5, _length(mark.value, top, room), 16)
            for place, mark in enumerate(ordered)
        ]


@dataclass(frozen=True)
class Shaded:
    """A place of the sketch; ``shade`` 1 … SHADES by quarters of the largest number, 0 for none or nought."""

    outline: Outline
    mark: Mark
    shade: int


@dataclass(frozen=True)
class Map(Component):
    """A number for each 市(地), by its code, on the sketch of the province. A place without a mark stays blank."""

    title: str
    marks: dict[str, Mark]
    shades: Sequence[str]  # what each shade stands for, the lightest first
    template: ClassVar[str] = "components/map.html"

    @property
    def sketch(self) -> Sketch:
        """What is drawn on."""
        return sketch()

    @property
    def places(self) -> list[Shaded]:
        """The places that have a mark."""
        top = largest(list(self.marks.values()))
        return [
            Shaded(one, self.marks[one.code], shade(self.marks[one.code].value, top))
            for one in sketch().outlines
            if one.code in self.marks
        ]


def shade(value: Decimal | None, top: Decimal) -> int:
    """The quarter of ``top`` that a number falls in: 1 … SHADES; 0 where there is nothing."""
    if not value or not top:
        return 0
    return min(SHADES, ceil(value * SHADES / top))


def steps(top: Decimal) -> list[Decimal]:
    """The upper ends of the shades."""
    return [top * place / SHADES for place in range(1, SHADES + 1)]
