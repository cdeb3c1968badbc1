"""The entries at the left: each app adds its own from AppConfig.ready(); a duty sees those it may open."""

from collections.abc import Callable
from dataclasses import dataclass

from portal import access
from portal.actor import Actor


@dataclass(frozen=True)
class Entry:
    """One entry. ``count`` gives the number of open things beside it, or 0."""

    order: int
    title: str
    url_name: str
    permission: str
    count: Callable[[Actor], int] | None = None


_entries: dict[str, Entry] = {}


def add(order: int, title: str, url_name: str, permission: str, count: Callable[[Actor], int] | None = None) -> None:
    """Add an entry; entries stand by ``order``. The same address twice is a mistake."""
    if url_name in _entries:
        raise ValueError(f"nav entry {url_name} added twice")
    _entries[url_name] = Entry(order, title, url_name, permission, count)


def entries(actor: Actor) -> list[Entry]:
    """What this duty may open, in order."""
    return sorted((e for e in _entries.values() if access.may(actor, e.permission)), key=lambda e: e.order)
