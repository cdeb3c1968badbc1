"""Questions about 结对, and the table of 附件1 as the notice prints it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from pairing.models import Partnership
from portal.queries import organisations
from portal.scope import Scope

NOTICE_DAY = date(2019, 4, 4)  # 黑人社发〔2019〕10号 is dated so


@dataclass(frozen=True)
class Attachment1Row:
    """A line of 附件1: 序号, the school's name on the day of the notice, the counties in printed order."""

    number: int
    school: str
    counties: list[str]

    @property
    def joined(self) -> str:
        """The counties as printed, 桦南县、汤原县."""
        return "、".join(self.counties)


@dataclass(frozen=True)
class Wanted:
    """What a reader of the list asks for; blanks ask for everything, ``on`` None for all times."""

    text: str = ""
    level: str = ""
    city: str = ""
    on: date | None = None


def register():
    """All pairings with what a list shows; the caller narrows it to a scope."""
    return Partnership.objects.select_related("school__organisation__region__parent", "county__parent")


def on_day(day: date) -> Q:
    """The condition that a pairing runs on ``day``."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def listing(scope: Scope, wanted: Wanted):
    """Pairings ``scope`` reaches from either side, 省级 first."""
    found = register().visible_to(scope)
    if wanted.on:
        found = found.filter(on_day(wanted.on))
    if wanted.level:
        found = found.filter(level=wanted.level)
    if wanted.city:
        seat = "school__organisation__region"
        found = found.filter(
            Q(county__parent=wanted.city) | Q(**{seat: wanted.city}) | Q(**{f"{seat}__parent": wanted.city})
        )
    text = "".join(wanted.text.split()).lower()
    if text:
        name = Q(school__organisation__name__icontains=text) | Q(school__organisation__pinyin__contains=text)
        found = found.filter(name | Q(county__name__contains=text))
    return found.order_by("-level", "school__number", "school__organisation__pinyin", "pk")


def find(school: str, county: str, valid_from: date | None) -> Partnership | None:
    """The pairing of a school by name and a county by code that began on a day."""
    return register().filter(school__organisation__name=school, county=county, valid_from=valid_from).first()


def attachment1() -> list[Attachment1Row]:
    """The 省级 pairings of the notice's day, by 序号, with the names of that day."""
    pairs = register().filter(level=Partnership.Level.PROVINCE, valid_from=NOTICE_DAY, school__number__isnull=False)
    found = list(pairs.order_by("school__number", "pk"))
    names = organisations.names_on({pair.school_id for pair in found}, NOTICE_DAY)
    counties, schools = defaultdict(list), {}
    for pair in found:
        schools[pair.school.number] = names.get(pair.school_id, pair.school.organisation.name)
        counties[pair.school.number].append(pair.county.name)
    return [Attachment1Row(number, name, counties[number]) for number, name in schools.items()]


def attachment1_counties() -> set[str]:
    """The codes of the counties of 附件1."""
    pairs = Partnership.objects.filter(level=Partnership.Level.PROVINCE, valid_from=NOTICE_DAY)
    return set(pairs.values_list("county_id", flat=True))
