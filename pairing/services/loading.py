"""Loads 附件1 of the notice and the list of poverty counties. What exists is the office's and stays as it is."""

from pairing.models import Partnership, PovertyCounty, School
from pairing.services import schools
from portal import fixtures
from portal.actor import Actor
from portal.models import Organisation, Region


def load_schools(actor: Actor) -> int:
    """The 8 schools of 附件1, each with how sure its city is. Returns rows made."""
    have = set(School.objects.exclude(number=None).values_list("number", flat=True))
    missing = [row for row in fixtures.rows("schools.csv") if int(row["number"]) not in have]
    regions = Region.objects.in_bulk([row["region"] for row in missing if row["region"]])
    for row in missing:
        schools.add(
            schools.NewSchool(
                name=row["name"],
                grade=row["grade"],
                region=regions.get(row["region"]),
                seat=Organisation.Seat(row["seat"]),
                seat_source=row["seat_source"],
                number=int(row["number"]),
            ),
            actor,
        )
    return len(missing)


def load_partnerships(actor: Actor) -> int:
    """The 15 省级 pairings, in the order in which the notice prints them. Returns rows made."""
    rows, level = fixtures.rows("partnerships.csv"), Partnership.Level.PROVINCE
    have = set(Partnership.objects.filter(level=level).values_list("school__number", "county_id"))
    by_number = {school.number: school for school in School.objects.exclude(number=None)}
    missing = [
        Partnership(
            school=by_number[int(row["school_number"])],
            county_id=row["county"],
            level=level,
            valid_from=fixtures.day(row["valid_from"]),
        )
        for row in rows
        if (int(row["school_number"]), row["county"]) not in have
    ]
    return len(Partnership.objects.bulk_create(missing))


def load_poverty_counties(actor: Actor) -> int:
    """The 28 counties (20 国家级, 8 省级) with the day each left the list, as far as it is known. Returns rows made."""
    have = set(PovertyCounty.objects.values_list("region_id", flat=True))
    missing = [
        PovertyCounty(
            region_id=row["region"],
            grade=row["grade"],
            exit_batch=int(row["exit_batch"]) if row["exit_batch"] else None,
            left_on=fixtures.day(row["left_on"]),
            left_precision=row["left_precision"],
            source=row["source"] or "",
        )
        for row in fixtures.rows("poverty_counties.csv")
        if row["region"] not in have
    ]
    return len(PovertyCounty.objects.bulk_create(missing))
