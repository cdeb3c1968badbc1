"""Places and who works there, made through services as the portal itself makes them.

``the_ground()`` once; then ``a_city("佳木斯")``, ``a_school("示例技工学校", "伊春")``,
``an_account("filler", a_city("伊春"))``.
"""

from datetime import date

from pairing.models import School
from pairing.services import schools
from portal import policy
from portal.actor import SYSTEM, Actor
from portal.models import Organisation, Region
from portal.queries import organisations
from tests.builders.people import a_person

SINCE = date(2019, 1, 1)


def the_ground() -> None:
    """The policy data; already in the test database's template, so usually nothing to do."""
    policy.load(SYSTEM)


def a_region(name: str) -> Region:
    """A city or county of today by its name, with or without 市/地区: ``a_region("绥滨县")``, ``a_region("伊春")``."""
    return Region.objects.filter(name__startswith=name, valid_to=None).order_by("-level", "code").get()


def a_city(name: str) -> Organisation:
    """The bureau of a city: ``a_city("佳木斯")``."""
    return organisations.city_bureaus().get(region__name__startswith=name)


def a_county(name: str) -> Organisation:
    """The bureau of a county of 附件1: ``a_county("绥滨县")``."""
    return Organisation.objects.get(kind=Organisation.Kind.COUNTY, region__name=name)


def the_province() -> Organisation:
    """省厅职业能力建设处."""
    return organisations.province()


def the_school(number: int) -> School:
    """The school of 附件1 with this 序号."""
    return School.objects.select_related("organisation__region").get(number=number)


def a_school(name: str, city: str, grade: str = School.Grade.SKILLED, opened_on: date | None = None) -> School:
    """An invented school of a city; its name should say 示例."""
    new = schools.NewSchool(name=name, grade=grade, region=a_city(city).region, opened_on=opened_on, sample=True)
    return schools.add(new, SYSTEM)


def an_account(role: str, organisation: Organisation, name: str = "", since: date = SINCE) -> Actor:
    """A person of ``organisation`` in the duty ``role``, as the actor that services take."""
    return a_person(role, organisation, name=name, since=since)
