"""Loads the divisions: 2019-10-31 edition, the codes it retired, forest districts, zones and 省外."""

from portal import fixtures
from portal.actor import Actor
from portal.models import Region, RegionSuccession


def load(actor: Actor) -> int:
    """Put in the regions and successions that are missing; rows that exist stay as they are. Returns rows made."""
    return _load_regions() + _load_successions()


def _load_regions() -> int:
    known = set(Region.objects.values_list("code", flat=True))
    missing = [_region(row) for row in fixtures.rows("regions.csv") if row["code"] not in known]
    return len(Region.objects.bulk_create(missing))


def _region(row: dict) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        kind=row["kind"],
        parent_id=row["parent"],
        valid_from=fixtures.day(row["valid_from"]),
        valid_to=fixtures.day(row["valid_to"]),
        inferred=row["inferred"] == "1",
        note=row["note"] or "",
    )


def _load_successions() -> int:
    known = set(RegionSuccession.objects.values_list("old_id", flat=True))
    missing = [
        RegionSuccession(old_id=row["old"], successor_id=row["successor"], note=row["note"] or "")
        for row in fixtures.rows("region_successions.csv")
        if row["old"] not in known
    ]
    return len(RegionSuccession.objects.bulk_create(missing))
