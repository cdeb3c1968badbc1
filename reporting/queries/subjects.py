"""Which rows a form has for a unit in a period: its schools or its counties as they were on the last counted day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from portal.models import Organisation, Region
from portal.queries.organisations import names_on, schools_of_city
from reporting.models import Filing


@dataclass(frozen=True)
class Subject:
    """What a row is about; ``key`` stays the same over the periods."""

    key: str
    label: str
    school_id: int | None = None
    region_id: str | None = None


def subjects(axis: str, unit: Organisation, day: date) -> list[Subject]:
    """The rows of ``unit`` on ``day``; a form of free rows has none to begin with."""
    if axis == "schools":
        return schools(unit, day)
    if axis == "counties":
        return counties(unit, day)
    return []


def schools(unit: Organisation, day: date) -> list[Subject]:
    """技工院校 and training institutions seated in the unit's city, those of 附件1 first."""
    found = schools_of_city(unit.region_id, day)
    ordered = list(found.order_by(F("school__number").asc(nulls_last=True), "pinyin", "pk"))
    names = names_on([one.pk for one in ordered], day)
    return [school_subject(one, names.get(one.pk, one.name)) for one in ordered]


def school_subject(school: Organisation, name: str) -> Subject:
    """The row of one school."""
    return Subject(
        f"school-{school.pk}", f"{name}(示例)" if school.sample and "示例" not in name else name, school_id=school.pk
    )


def counties(unit: Organisation, day: date) -> list[Subject]:
    """县(市、区) of the unit's city that existed on ``day``; 大兴安岭's forest districts are rows, marked 非国标."""
    kinds = [Region.Kind.NATIONAL, Region.Kind.FOREST]
    found = Region.objects.filter(parent=unit.region_id, kind__in=kinds).valid_on(day).order_by("kind", "code")
    ordered = sorted(found, key=lambda one: (one.kind == Region.Kind.FOREST, one.code))
    mark = {Region.Kind.FOREST: "(非国标)"}
    return [Subject(one.code, one.name + mark.get(one.kind, ""), region_id=one.code) for one in ordered]


def free_subject(label: str) -> Subject:
    """A line of free text; its key is the text, so that the same line can be compared over the periods."""
    return Subject(f"free-{label}"[:40], label)


def missing_subjects(filing: Filing, have: set[str]) -> list[Subject]:
    """What the register holds by now and is not among the keys the filing ``have``: a school founded or added since."""
    return [one for one in subjects(filing.edition.axis, filing.unit, filing.period.counts_to) if one.key not in have]
