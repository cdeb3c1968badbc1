"""What stands on an organisation when it closes: each app says what it has recorded of it, and what would follow.

Closing cannot undo what was recorded, so it comes after all of it; and whoever closes reads first what will happen.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from portal.models import Organisation


@dataclass(frozen=True)
class Mark:
    """Something recorded of an organisation, in words; it can close on ``earliest`` or later."""

    earliest: date
    words: str


_marks: list[Callable[[Organisation], Iterable[Mark]]] = []
_effects: list[Callable[[Organisation, date], Iterable[str]]] = []


def bound_by(marks: Callable[[Organisation], Iterable[Mark]]) -> None:
    """Plug in what an app has recorded of an organisation."""
    _marks.append(marks)


def leads_to(effects: Callable[[Organisation, date], Iterable[str]]) -> None:
    """Plug in what closing on a day does to an app's things, one sentence each."""
    _effects.append(effects)


def marks(organisation: Organisation) -> list[Mark]:
    """Everything recorded of it, the latest first."""
    found = [mark for give in _marks for mark in give(organisation)]
    return sorted(found, key=lambda mark: mark.earliest, reverse=True)


def effects(organisation: Organisation, on: date) -> list[str]:
    """What follows if it closes on ``on``."""
    return [text for give in _effects for text in give(organisation, on)]
