"""Who sees which row. The only file that knows.

A model declares by which of its paths it belongs to a place, to a school and to a reporting unit (``scope_paths``). A
row is visible from either side, because pairings cross city borders: 伊春's school and 鹤岗's county meet in one row.
The scope is passed to every query, never ambient, and nothing here lets a caller out of it.
"""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q


@dataclass(frozen=True)
class Paths:
    """Lookup paths from a model to the region, the school and the unit a row belongs to; empty = it has none."""

    region: str = ""
    school: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Scope:
    """What one duty reaches: the whole province, a city, a county, a school, or nothing at all."""

    level: str
    organisation_id: int | None = None
    region_id: str | None = None

    @property
    def whole(self) -> bool:
        return self.level == "province"

    def condition(self, paths: Paths) -> Q:
        """The rows of a model with ``paths`` that this scope reaches, as a condition."""
        if self.whole:
            return Q()
        none = Q(pk__in=[])
        return {"city": self._city, "county": self._county, "school": self._school}.get(self.level, lambda p: none)(
            paths
        ) or none

    def _city(self, paths: Paths) -> Q:
        found = Q()
        if paths.unit:
            found |= Q(**{paths.unit: self.organisation_id})
        if paths.region:
            found |= self._inside(paths.region.removesuffix("_id"))
        if paths.school and paths.school != "pk":
            found |= self._inside(f"{paths.school.removesuffix('_id')}__region")
        return found

    def _inside(self, region: str) -> Q:
        return Q(**{f"{region}_id": self.region_id}) | Q(**{f"{region}__parent_id": self.region_id})

    def _county(self, paths: Paths) -> Q:
        found = Q(**{paths.unit: self.organisation_id}) if paths.unit else Q()
        return found | Q(**{paths.region: self.region_id}) if paths.region else found

    def _school(self, paths: Paths) -> Q:
        return Q(**{paths.school: self.organisation_id}) if paths.school else Q()


NOTHING = Scope("none")

_LEVELS = {"province": "province", "city": "city", "county": "county", "school": "school", "training": "school"}
# The three administrators and the auditor keep the system; they have no business with a city's figures.
_BLIND = {"system_admin", "security_admin", "auditor"}


def scope_of(duty) -> Scope:
    """The scope of a duty (portal.models.Duty); None gives nothing."""
    if duty is None or duty.role in _BLIND:
        return NOTHING
    organisation = duty.organisation
    return Scope(_LEVELS[organisation.kind], organisation.pk, organisation.region_id)


class ScopedQuerySet(models.QuerySet):
    """A queryset of a model that declares ``scope_paths``."""

    def visible_to(self, scope: Scope) -> "ScopedQuerySet":
        """Only the rows that ``scope`` reaches."""
        return self.filter(scope.condition(self.model.scope_paths))
