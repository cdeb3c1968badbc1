"""The policy data a portal cannot be without: regions, bureaus, and what the upper apps plug in.

``on_load(order, function)`` is called while an app starts. Each function puts in what is missing, leaves alone what an
office has changed since, and returns how many rows it made; so a second load changes nothing.
"""

from collections.abc import Callable

from django.db import connection, transaction

from portal import audit
from portal.actor import SYSTEM, Actor
from portal.services import organisations, regions

Loader = Callable[[Actor], int]

audit.declare("policy.load", "载入政策数据")
_loaders: dict[str, tuple[int, str, Loader]] = {}
_LOCK = 0x706F6C69  # two starts at once load one after the other


def on_load(order: int, function: Loader, title: str) -> None:
    """Have ``function`` called by every load, lower ``order`` first; ``title`` is what it loads, in Chinese."""
    _loaders[f"{function.__module__}.{function.__qualname__}"] = (order, title, function)


def load(actor: Actor = SYSTEM) -> list[tuple[str, int]]:
    """Load everything in one transaction; returns (what, rows made) per loader. Audited where anything was made."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        made = [(title, function(actor)) for _, title, function in sorted(_loaders.values(), key=lambda one: one[:2])]
        if any(count for _, count in made):
            audit.record("policy.load", actor, detail={title: count for title, count in made if count})
    return made


on_load(10, regions.load, "区划")
on_load(20, organisations.load_bureaus, "机构")
