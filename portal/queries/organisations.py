"""Questions about 机构: who stands where, and what it was called on a day."""

from collections.abc import Iterable
from datetime import date
from itertools import takewhile

from django.db.models import Q

from portal.models import Organisation, OrganisationSpell, Region
from portal.scope import Scope

Kind = Organisation.Kind


def province() -> Organisation:
    """省厅职业能力建设处."""
    return Organisation.objects.get(kind=Kind.PROVINCE)


def city_bureaus():
    """The 13 市(地) bureaus, by code of their city: the units that report."""
    return Organisation.objects.filter(kind=Kind.CITY).select_related("region").order_by("region")


def bureau_of(region: Region | str) -> Organisation | None:
    """The bureau that sits over a city or county, None where there is none."""
    code = region.pk if isinstance(region, Region) else region
    return Organisation.objects.filter(kind__in=[Kind.PROVINCE, Kind.CITY, Kind.COUNTY], region=code).first()


def visible(scope: Scope):
    """Organisations the scope reaches."""
    return Organisation.objects.visible_to(scope).select_related("region__parent")


def schools_of_city(city: Region | str, day: date):
    """The city's 技工院校(含职业培训机构) that were open on ``day``, by where they stood on that day."""
    seat = Q(spells__region=city) | Q(spells__region__parent=city)
    then = Q(spells__valid_from__isnull=True) | Q(spells__valid_from__lte=day)
    until = Q(spells__valid_to__isnull=True) | Q(spells__valid_to__gt=day)
    return Organisation.objects.schools().open_on(day).filter(seat & then & until).distinct()


def same_name(name: str, but: int | None = None) -> list[Organisation]:
    """Open organisations of this name, wherever they are: a name is taken once. ``but`` leaves one out."""
    found = Organisation.objects.filter(name=name, closed_on__isnull=True).select_related("region__parent")
    return list(found.exclude(pk=but) if but else found)


def spell_on(organisation: Organisation, day: date) -> OrganisationSpell | None:
    """The name and seat of ``day``; None where the organisation did not exist then."""
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    ended = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return organisation.spells.filter(started, ended).select_related("region__parent").first()


def name_on(organisation: Organisation, day: date) -> str:
    """What it was called on ``day``; the present name where no spell covers the day."""
    return names_on([organisation.pk], day).get(organisation.pk, organisation.name)


def names_on(organisations: Iterable[int], day: date) -> dict[int, str]:
    """Names of many organisations on ``day`` in one query; those without a spell then are left out."""
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    ended = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    found = OrganisationSpell.objects.filter(started, ended, organisation__in=list(organisations))
    return dict(found.values_list("organisation_id", "name"))


def present_seat(organisation: Organisation) -> list[OrganisationSpell]:
    """The spells since it stands where it stands, oldest first: renaming it there began further ones."""
    return list(reversed(list(takewhile(lambda one: one.region_id == organisation.region_id, spells(organisation)))))


def spells(organisation: Organisation) -> list[OrganisationSpell]:
    """All names and seats it had, newest first."""
    return list(reversed(organisation.spells.select_related("region")))
