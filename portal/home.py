"""The first page after sign-in: apps plug in what is to be done by each duty, and panels beside it.

``todo`` builders give lines of one table, ``panel`` builders white boxes below it, ``fact`` builders words for the
line under the heading, ``count`` builders the number beside 待办. Each is called only for a duty that carries its
permission.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal import access
from portal.actor import Actor
from portal.components import Badge, Button, Panel, Progress


@dataclass(frozen=True)
class Todo:
    """One thing to do, or to wait for. ``mine``: the next step is this person's; ``due``, ``note``: until when.

    ``things``: how many a line stands for that leads to the rest of a long list.
    """

    title: str
    below: str
    badge: Badge
    due: str = ""
    note: str = ""
    progress: Progress | str = ""
    action: Button | None = None
    mine: bool = True
    things: int = 1


@dataclass(frozen=True)
class Part:
    """Something plugged in: shown by ``order`` to duties with ``permission``."""

    order: int
    permission: str
    build: Callable


_todos: list[Part] = []
_panels: list[Part] = []
_facts: list[Part] = []
_counts: list[Part] = []


def todo(order: int, permission: str, build: Callable[[Actor], Iterable[Todo]]) -> None:
    """Plug in lines for the table of things to do."""
    _todos.append(Part(order, permission, build))


def panel(order: int, permission: str, build: Callable[[Actor], Panel | None]) -> None:
    """Plug in a box below the table; None leaves it out."""
    _panels.append(Part(order, permission, build))


def fact(order: int, permission: str, build: Callable[[Actor], str]) -> None:
    """Plug in words for the line under the heading."""
    _facts.append(Part(order, permission, build))


def count(permission: str, build: Callable[[Actor], int]) -> None:
    """Plug in how many things wait for this duty: the number beside 待办, asked on every page, so it must be cheap."""
    _counts.append(Part(0, permission, build))


def waiting(actor: Actor) -> int:
    """How many things wait for this duty."""
    return sum(part.build(actor) for part in _parts(_counts, actor))


def todos(actor: Actor) -> list[Todo]:
    """What this duty has before it, its own steps first."""
    found = [one for part in _parts(_todos, actor) for one in part.build(actor)]
    return sorted(found, key=lambda one: not one.mine)


def panels(actor: Actor) -> list[Panel]:
    """The boxes of this duty."""
    return [box for part in _parts(_panels, actor) if (box := part.build(actor)) is not None]


def facts(actor: Actor) -> list[str]:
    """The words under the heading."""
    return [words for part in _parts(_facts, actor) if (words := part.build(actor))]


def _parts(parts: list[Part], actor: Actor) -> list[Part]:
    return sorted((one for one in parts if access.may(actor, one.permission)), key=lambda one: one.order)
