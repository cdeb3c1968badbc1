"""What goes to the successor when a duty ends: each app registers its own kind of open task."""

from collections.abc import Callable

from portal.models import Duty

Give = Callable[[Duty, Duty], int]
_kinds: dict[str, Give] = {}


def register(title: str, give: Give) -> None:
    """``give(duty, successor)`` moves a duty's open tasks and returns how many; ``title`` is their Chinese name."""
    if title in _kinds:
        raise ValueError(f"hand-over of {title} registered twice")
    _kinds[title] = give


def give_all(duty: Duty, successor: Duty) -> dict[str, int]:
    """Hand everything over, in the caller's transaction; what was handed over, by title."""
    return {title: count for title, give in _kinds.items() if (count := give(duty, successor))}
