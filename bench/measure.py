"""Interleaved medians: two callables in turn, so that a machine whose speed drifts drifts for both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One line of var/bench.json. ``ratio`` is value / against, or the other way where more is better."""

    name: str
    value: float
    unit: str
    against: float
    ratio: float
    goal: str
    holds: bool

    def line(self) -> dict:
        """As the file holds it."""
        return asdict(self)


def at_most(name: str, value: float, unit: str, against: float, limit: float) -> Figure:
    """The value may be at most ``limit`` times what it is held against."""
    ratio = round(value / against, 3)
    return Figure(name, round(value, 3), unit, round(against, 3), ratio, f"<= {limit:g}", ratio <= limit)


def at_least(name: str, value: float, unit: str, against: float, limit: float) -> Figure:
    """The value must be at least ``limit`` times what it is held against."""
    ratio = round(value / against, 3)
    return Figure(name, round(value, 3), unit, round(against, 3), ratio, f">= {limit:g}", ratio >= limit)


def interleaved(*calls: Callable[[], object], rounds: int = 7, each: int = 1) -> list[float]:
    """The median milliseconds of every callable over ``rounds``; ``each`` calls are timed as one and divided."""
    taken: list[list[float]] = [[] for _ in calls]
    for call in calls:
        call()
    for _ in range(rounds):
        for place, call in enumerate(calls):
            began = time.perf_counter()
            for _ in range(each):
                call()
            taken[place].append((time.perf_counter() - began) * 1000 / each)
    return [statistics.median(one) for one in taken]
