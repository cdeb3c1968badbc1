"""Questions about 区划: which existed on a day, how many, what came after what."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from portal.models import OUTSIDE, Region, RegionSuccession

National, Forest = Region.Kind.NATIONAL, Region.Kind.FOREST


@dataclass(frozen=True)
class Counts:
    """How many divisions of the national standard there were on a day."""

    cities: int
    counties: int
    districts: int
    county_cities: int
    plain_counties: int


def cities():
    """The 13 市(地), by code. They did not change in the policy's time."""
    return Region.objects.cities().order_by("code")


def get(code: str) -> Region | None:
    """The region of a code, retired or not."""
    return Region.objects.filter(code=code).first()


def national_counties_on(day: date, city: Region | str | None = None):
    """县(市、区) of the national standard on ``day``: what counts of counties count."""
    found = Region.objects.valid_on(day).filter(level=Region.Level.COUNTY, kind=National)
    return found.filter(parent=city) if city else found


def with_counties(city: Region | str, day: date):
    """A city and its 县(市、区) of ``day``, the city first: where a school of the city can stand."""
    code = city.pk if isinstance(city, Region) else city
    return (
        Region.objects.valid_on(day).filter(Q(code=code) | Q(parent=code, kind__in=[National, Forest])).order_by("code")
    )


def partner_counties_on(day: date, city: Region | str | None = None):
    """县(市) of ``day``: what a school can be paired with. 市辖区 are none (notice, 三)."""
    found = national_counties_on(day, city).exclude(name__endswith="区")
    return found.select_related("parent")


def form_rows_on(day: date, city: Region | str):
    """The rows of 附件3 for a city at its cut-off ``day``: its 县(市、区), and in 大兴安岭 the forest districts too."""
    return Region.objects.valid_on(day).filter(level=Region.Level.COUNTY, kind__in=[National, Forest], parent=city)


def residences_on(day: date):
    """Where a person can live on ``day``: counties, forest districts, development zones, 省外."""
    return Region.objects.valid_on(day).filter(Q(level=Region.Level.COUNTY) | Q(code=OUTSIDE))


def count_on(day: date) -> Counts:
    """The divisions of ``day``: 13 市(地), and 县(市、区) split by kind as the yearbook does."""
    level = Region.Level
    found = Region.objects.valid_on(day).filter(kind=National)
    county = Q(level=level.COUNTY)
    return Counts(
        **found.aggregate(
            cities=Count("pk", filter=Q(level=level.CITY)),
            counties=Count("pk", filter=county),
            districts=Count("pk", filter=county & Q(name__endswith="区")),
            county_cities=Count("pk", filter=county & Q(name__endswith="市")),
            plain_counties=Count("pk", filter=county & Q(name__endswith="县")),
        )
    )


def successors(region: Region) -> list[Region] | None:
    """The regions that took ``region``'s place; [] where it still stands, None where it is not known."""
    rows = list(RegionSuccession.objects.filter(old=region).select_related("successor"))
    if any(row.successor is None for row in rows):
        return None
    return [row.successor for row in rows]


def city_of(region: Region | None) -> Region | None:
    """The 市(地) a region lies in, or is; None for the province, 省外 and where there is no region."""
    if region is None or region.level == Region.Level.PROVINCE:
        return None
    return region if region.level == Region.Level.CITY else region.parent


def listing(on: date | None = None, city: str = "", kind: str = "", text: str = ""):
    """The register of regions, filtered as the page asks."""
    found = Region.objects.select_related("parent").exclude(code=OUTSIDE)
    if on:
        found = found.valid_on(on)
    if city:
        found = found.filter(Q(code=city) | Q(parent=city))
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(Q(name__contains=text) | Q(code__startswith=text))
    return found
