"""What pages are made of, declared in Python by the views and drawn by ``{% load portal_ui %}`` (portal_ui.draw).

A declaration holds finished words and addresses: no queries. Its template, one file in ``templates/components``, says
its contract in a head comment. Text is escaped when drawn; never pass HTML."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlencode

from django.core.paginator import Page

TONES = ("quiet", "info", "good", "warn", "bad")
SIGNS = {"quiet": "", "info": "●", "good": "✓", "warn": "", "bad": "!"}


class Component:
    """Anything ``{% draw %}`` can draw. The template sees the declaration as ``it``."""

    template: ClassVar[str]


@dataclass(frozen=True)
class Badge(Component):
    """A state in one word. ``tone`` is one of TONES; the sign in front makes it readable without colour."""

    text: str
    tone: str = "quiet"
    sign: str | None = None
    template: ClassVar[str] = "components/badge.html"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"unknown tone {self.tone!r}: one of {', '.join(TONES)}")

    @property
    def mark(self) -> str:
        """The sign in front of the word."""
        return SIGNS[self.tone] if self.sign is None else self.sign


@dataclass(frozen=True)
class Progress(Component):
    """How much of a known number is done. ``total`` 0 means that nothing is expected and draws no bar."""

    done: int
    total: int
    unit: str = "格"
    label: str = "已填"
    template: ClassVar[str] = "components/progress.html"


@dataclass(frozen=True)
class Link(Component):
    """A figure or a name that opens something. ``url`` "" draws plain text."""

    text: str
    url: str = ""
    strong: bool = False
    template: ClassVar[str] = "components/link.html"


@dataclass(frozen=True)
class Lines(Component):
    """Two lines in one place: what it is, and below it, small, what goes with it. ``main`` may be a component."""

    main: object
    below: object = ""
    strong: bool = False
    template: ClassVar[str] = "components/lines.html"


@dataclass(frozen=True)
class Side(Component):
    """Several components on one line."""

    parts: Sequence[object]
    template: ClassVar[str] = "components/side.html"


@dataclass(frozen=True)
class Button(Component):
    """One action; ``primary`` is the page's single blue one; ``post`` draws a form with ``fields`` and the CSRF token.
    ``why``: reason and remedy when the action is not possible now; the button is then drawn disabled with it."""

    text: str
    url: str = ""
    primary: bool = False
    post: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    why: str = ""
    label: str = ""
    template: ClassVar[str] = "components/button.html"


@dataclass(frozen=True)
class Empty(Component):
    """An empty list: what is not there, how it gets filled, and perhaps the button that does it."""

    title: str
    hint: str = ""
    action: Button | None = None
    template: ClassVar[str] = "components/empty.html"


@dataclass(frozen=True)
class Pagination(Component):
    """Where one is in a long list. Built by :func:`pagination`."""

    number: int
    pages: int
    count: int
    unit: str
    previous: str
    following: str
    template: ClassVar[str] = "components/pagination.html"


def pagination(page: Page, query: dict[str, str], unit: str = "条", parameter: str = "page") -> Pagination:
    """Links to the neighbouring pages; they keep the other filters of ``query``."""
    kept = {name: value for name, value in query.items() if name != parameter and value}

    def address(number: int) -> str:
        return "?" + urlencode(kept | {parameter: number})

    return Pagination(
        number=page.number,
        pages=page.paginator.num_pages,
        count=page.paginator.count,
        unit=unit,
        previous=address(page.number - 1) if page.has_previous() else "",
        following=address(page.number + 1) if page.has_next() else "",
    )


@dataclass(frozen=True)
class Column:
    """A column of a list. ``kind``: text, num (right, tabular), state, action (right, no heading on phones)."""

    title: str
    kind: str = "text"


@dataclass(frozen=True)
class Cell:
    """A value under its column, as the template draws it."""

    column: Column
    value: object
    first: bool


@dataclass(frozen=True)
class Row:
    """One line: values in the order of the columns. ``tone`` bad or warn tints it; ``anchor`` is a link's target."""

    values: Sequence[object]
    tone: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Table(Component):
    """A list; on a phone each row becomes a card, or the table scrolls in its own frame when ``scroll``.

    ``dense`` sets 32 px rows, else 40. ``foot`` is the 合计 row; ``empty`` is shown where there are no rows.
    ``groups``: words over several columns, (words, how many), "" over those that need none; left out, no such row.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    foot: Row | None = None
    empty: Empty | None = None
    dense: bool = False
    scroll: bool = False
    groups: Sequence[tuple[str, int]] = ()
    template: ClassVar[str] = "components/table.html"

    def __post_init__(self) -> None:
        for row in [*self.rows, *([self.foot] if self.foot else [])]:
            if len(row.values) != len(self.columns):
                raise ValueError(f"{self.caption}: {len(row.values)} values under {len(self.columns)} columns")

    @property
    def lines(self) -> list[tuple[Row, list[Cell]]]:
        """Rows with each value under its column."""
        return [(row, self._under(row)) for row in self.rows]

    @property
    def foot_cells(self) -> list[Cell]:
        """The closing row's values under their columns."""
        return self._under(self.foot) if self.foot else []

    def _under(self, row: Row) -> list[Cell]:
        pairs = zip(self.columns, row.values, strict=True)
        return [Cell(column, value, place == 0) for place, (column, value) in enumerate(pairs)]


@dataclass(frozen=True)
class Card(Component):
    """One big figure at the head of a board; with ``url`` it opens what it counts."""

    title: str
    figure: str
    note: str = ""
    tone: str = ""
    url: str = ""
    template: ClassVar[str] = "components/card.html"


@dataclass(frozen=True)
class Facts(Component):
    """Names and values, one pair a line, as in the cell panel."""

    pairs: Sequence[tuple[str, object]]
    template: ClassVar[str] = "components/facts.html"


@dataclass(frozen=True)
class Event:
    """One entry of a timeline: when it happened, who did what, and the reason given."""

    when: str
    what: str
    who: str = ""
    note: str = ""
    tone: str = "quiet"
    url: str = ""


@dataclass(frozen=True)
class Timeline(Component):
    """What happened, newest first."""

    events: Sequence[Event]
    empty: Empty = Empty("还没有记录")
    template: ClassVar[str] = "components/timeline.html"


@dataclass(frozen=True)
class Step:
    """One step of the way to 上报. ``state``: done, now or next."""

    text: str
    state: str = "next"
    url: str = ""


@dataclass(frozen=True)
class Steps(Component):
    """The way from the first number to 上报, with where the filing stands."""

    steps: Sequence[Step]
    template: ClassVar[str] = "components/steps.html"


@dataclass(frozen=True)
class Panel(Component):
    """A white box with a heading. ``body``: a component or several; ``aside`` stands small at the right of it."""

    title: str
    body: Sequence[object] | object = ()
    aside: object = ""
    template: ClassVar[str] = "components/panel.html"

    @property
    def parts(self) -> Sequence[object]:
        """The body, always as a list."""
        return self.body if isinstance(self.body, list | tuple) else [self.body]


@dataclass(frozen=True)
class NumberField(Component):
    """A cell as a big field on a phone: title, last values at the left, the figure at the right, the finding below.
    ``name`` and ``version`` make the fields ``c-…`` and ``v-…`` of the save without JavaScript; ``marked``: 退回, 更正.
    ``level``: "", must, release, verify, hint; ``message``: the finding; ``refused``: why not stored; ``was``: 原值."""

    name: str
    title: str
    text: str
    version: int
    unit: str = ""
    hint: str = ""
    level: str = ""
    message: str = ""
    refused: str = ""
    keyboard: str = "numeric"
    open: bool = True
    applicable: bool = True
    marked: str = ""
    was: str = ""
    panel_url: str = ""
    template: ClassVar[str] = "components/number_field.html"

    @property
    def label(self) -> str:
        """Title with its unit, once."""
        unit = f"({self.unit})" if self.unit else ""
        return self.title if unit in self.title else self.title + unit
