"""`make bench`: prints the table and writes var/bench.json; exits non-zero where a figure misses its goal."""

import json
import os
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from bench import papers, rendering, serving, totals, world  # noqa: E402
from bench.measure import Figure  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
TIMES = 20


def main() -> int:
    """All figures of the two sizes."""
    world.build()
    found = [*rendering.figures(), *totals.figures("13 cities"), *papers.figures(), *serving.figures("13 cities")]
    world.grow(TIMES)
    found += [*totals.figures("260 units"), *serving.figures("260 units")]
    _write(found)
    return 0 if all(one.holds for one in found) else 1


def _write(found: list[Figure]) -> None:
    for one in found:
        ratio = f"{one.value:>10.2f} {one.unit:<8} / {one.against:>10.2f} = {one.ratio:>7.2f}"
        print(f"{'✓' if one.holds else '✗'} {one.name:<58} {ratio} ({one.goal})")
    file = ROOT / "var" / "bench.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps([one.line() for one in found], ensure_ascii=False, indent=1))


if __name__ == "__main__":
    sys.exit(main())
