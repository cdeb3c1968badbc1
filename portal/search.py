"""The search box of the top bar: each app finds its own things, in the scope of who asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal import access
from portal.actor import Actor

LONGEST = 40  # no name is longer; what comes after is not searched, and not shown again either
MOST = 20  # of each kind: who sees more narrows the words


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, what goes with it, where it opens."""

    title: str
    below: str
    url: str


@dataclass(frozen=True)
class _Finder:
    order: int
    heading: str
    permission: str
    find: Callable[[Actor, str], Sequence[Hit]]


_finders: list[_Finder] = []


def add(order: int, heading: str, permission: str, find: Callable[[Actor, str], Sequence[Hit]]) -> None:
    """Plug in a finder: it gets the actor and the words, and gives at most MOST hits the actor may open."""
    _finders.append(_Finder(order, heading, permission, find))


def words(text: str) -> str:
    """What is searched of what was typed."""
    return text.strip()[:LONGEST]


def find(actor: Actor, words: str) -> list[tuple[str, Sequence[Hit]]]:
    """What was found, by kind; kinds without a hit are left out."""
    asked = [one for one in sorted(_finders, key=lambda f: f.order) if access.may(actor, one.permission)]
    found = [(one.heading, one.find(actor, words)) for one in asked]
    return [(heading, hits) for heading, hits in found if hits]
