"""Invented numbers that are plausible: seeded by the row's key, growing over the periods, and passing the checks.

Everything of a row follows from a few base values by steps that only grow with the period, so that a whole year is
never below its half-year, and last year never far from this one.
"""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

FIRST_YEAR = 2019
SPLITTING = {"231183": "231121", "230719": "230704"}  # renamed regions keep their people
# Made of 伊春's fourteen other districts, about two each: the city does not grow by being divided anew.
MERGED = {"230717", "230718", "230723", "230724", "230725", "230726", "230751"}
Numbers = dict[str, Decimal | None]


@dataclass(frozen=True)
class Season:
    """How far a period has come: ``year`` and half as in its code, e.g. ``2020H1``."""

    year: int
    half: str

    @classmethod
    def of(cls, code: str) -> "Season":
        """From a period's code."""
        return cls(int(code[:4]), code[4:])

    def part(self, whole: float, share: float, growth: float) -> int:
        """What of a first year's ``whole`` has happened by now."""
        return int(whole * growth ** (self.year - FIRST_YEAR) * (share if self.half == "H1" else 1))


def _random(key: str) -> Random:
    return Random(f"黑人社发〔2019〕10号 {SPLITTING.get(key, key)}")


def school(key: str, season: Season, training_only: bool) -> Numbers:
    """A row of 附件2; an institution that only trains has no pupils (None: 不适用)."""
    random = _random(key)
    share, growth = random.uniform(0.42, 0.55), random.uniform(1.02, 1.14)
    wanted, trained = random.randint(40, 160), random.randint(50, 170)
    pupils, left = random.uniform(0.7, 1.1), random.uniform(0.2, 0.34)
    done = season.part(trained, share, growth)
    training = {"c8": Decimal(done), "c9": Decimal(int(done * random.uniform(0.55, 0.75)))}
    if training_only:
        return dict.fromkeys(("c3", "c4", "c5", "c6", "c7")) | training
    asked = season.part(wanted, share, growth)
    taken = int(asked * 0.31)
    there = taken + int(wanted * pupils * growth ** (season.year - FIRST_YEAR))
    graduated = season.part(wanted * left, share, growth)
    counts = {"c3": asked, "c4": taken, "c5": there, "c6": graduated, "c7": int(graduated * 0.9)}
    return {column: Decimal(value) for column, value in counts.items()} | training


def county(key: str, name: str, season: Season) -> Numbers:
    """A row of 附件3."""
    random = _random(key)
    labour = random.randint(*_labour(key, name))
    willing, active = random.uniform(0.28, 0.45), random.uniform(0.12, 0.18)
    share, growth = random.uniform(0.42, 0.55), random.uniform(1.0, 1.12)
    grown = labour - int(labour * 0.03 * (season.year - FIRST_YEAR))
    trained = season.part(labour * active, share, growth)
    ever = trained if season.year == FIRST_YEAR else int(labour * active) + int(trained * 0.7)
    numbers = {"c3": grown, "c4": int(grown * willing), "c5": trained, "c13": ever}
    numbers |= _kinds(trained, random) | _money(trained, random)
    return {column: Decimal(value) for column, value in numbers.items()}


def _labour(key: str, name: str) -> tuple[int, int]:
    """Districts have few poor families, counties many."""
    if key in MERGED:
        return 420, 780
    return (120, 480) if name.endswith(("区", "(非国标)")) else (900, 4200)


def _kinds(trained: int, random: Random) -> dict[str, int]:
    """Kinds of training, together a little more than the persons: some took part in two."""
    shares = {"c6": 0.34, "c7": 0.31, "c8": 0.2, "c9": 0.14, "c10": 0.06, "c11": 0.07, "c12": 0.08}
    found = {column: int(trained * part * random.uniform(0.9, 1.1)) for column, part in shares.items()}
    found["c6"] += max(0, trained - sum(found.values()))
    return found


def _money(trained: int, random: Random) -> dict[str, int]:
    """Certificates, work found, and the subsidies: 15 元 a person and day for living."""
    passed, fed = int(trained * random.uniform(0.78, 0.92)), int(trained * random.uniform(0.5, 0.7))
    days = fed * random.randint(7, 12)
    return {
        "c14": passed,
        "c15": int(trained * random.uniform(0.42, 0.55)),
        "c16": int(trained * 0.06),
        "c17": passed * 20 * random.randint(36, 48),
        "c18": passed * 10 * random.randint(12, 20),
        "c19": fed,
        "c20": days,
        "c21": 15 * days,
        "c22": int(trained * random.uniform(0.6, 0.8)),
    }
