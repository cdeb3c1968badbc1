"""Questions about 技工院校(含职业培训机构): the register, those without a city, what they were called."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from pairing.models import Partnership, School
from portal.models import Organisation
from portal.scope import Scope

Seat = Organisation.Seat


@dataclass(frozen=True)
class Wanted:
    """What a reader of the register asks for; blanks ask for everything."""

    text: str = ""
    city: str = ""
    grade: str = ""
    attachment1: str = ""
    state: str = ""


def register():
    """All schools with what a list shows; the caller narrows it to a scope."""
    return School.objects.select_related("organisation__region__parent", "organisation__merged_into")


def listing(scope: Scope, wanted: Wanted, day: date):
    """The schools ``scope`` reaches that answer ``wanted``, those of 附件1 first, with the pairings of ``day``."""
    found = register().visible_to(scope).filter(_text(wanted.text))
    if wanted.city:
        region = "organisation__region"
        found = found.filter(Q(**{f"{region}_id": wanted.city}) | Q(**{f"{region}__parent_id": wanted.city}))
    if wanted.grade:
        found = found.filter(grade=wanted.grade)
    if wanted.attachment1:
        found = found.filter(number__isnull=wanted.attachment1 == "no")
    if wanted.state:
        found = found.filter(organisation__closed_on__isnull=wanted.state == "open")
    running = Partnership.objects.visible_to(scope).filter(_on(day)).select_related("county").order_by("pk")
    return found.prefetch_related(Prefetch("partnerships", running, to_attr="running"))


def without_seat(scope: Scope):
    """Open schools that no city reports, because nobody has said where they are (待分配)."""
    unknown = Q(organisation__seat=Seat.UNKNOWN) | Q(organisation__region__isnull=True)
    return register().visible_to(scope).filter(unknown, organisation__closed_on__isnull=True)


def open_ones(scope: Scope):
    """Schools that are open and have a seat: those that can be paired."""
    return register().visible_to(scope).filter(organisation__closed_on__isnull=True, organisation__region__isnull=False)


def open_by_name(name: str) -> School | None:
    """The open school of exactly this name."""
    return register().filter(organisation__name=name, organisation__closed_on__isnull=True).first()


def _text(text: str) -> Q:
    """Part of the name, of the pinyin, or of the initials; also of a name it had before."""
    text = "".join(text.split()).lower()
    if not text:
        return Q()
    former = Organisation.objects.filter(spells__name__contains=text)
    return Q(organisation__name__icontains=text) | Q(organisation__pinyin__contains=text) | Q(organisation__in=former)


def _on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
