"""Questions about 结对, and the table of 附件1 as the notice prints it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from pairing.models import Partnership
from portal import fixtures
from portal.closing import Mark
from portal.models import Organisation
from portal.scope import Scope

NOTICE_DAY = date(2019, 4, 4)  # 黑人社发〔2019〕10号 is dated so


@dataclass(frozen=True)
class Attachment1Row:
    """A line of 附件1: 序号, the school's name and the counties as printed."""

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


def closing_marks(organisation: Organisation) -> list[Mark]:
    """A school closes after its pairings began, so that they end and are never struck out."""
    found = []
    for pair in register().filter(school=organisation.pk):
        day = pair.valid_to or pair.valid_from + timedelta(days=1)
        span = f"{pair.valid_from} 至 {pair.valid_to}" if pair.valid_to else f"{pair.valid_from} 起"
        found.append(Mark(day, f"与{pair.county}的{pair.get_level_display()}结对({span})"))
    return found


def closing_effects(organisation: Organisation, on: date) -> list[str]:
    """Which pairings would end with the school."""
    pairs = register().filter(school=organisation.pk, valid_to=None).order_by("pk")
    names = "、".join(f"{pair.county}({pair.get_level_display()})" for pair in pairs)
    return [f"结对自 {on} 起结束:{names}。结对记录保留,附件1不变。"] if names else []


def attachment1() -> list[Attachment1Row]:
    """附件1 as it was printed: read from the notice's own data, so that nothing done since can change it."""
    counties = defaultdict(list)
    for row in fixtures.rows("partnerships.csv"):
        counties[int(row["school_number"])].append(row["county_name"])
    names = {int(row["number"]): row["name"] for row in fixtures.rows("schools.csv")}
    return [Attachment1Row(number, names[number], counties[number]) for number in sorted(counties)]


def attachment1_counties() -> set[str]:
    """The codes of the counties of 附件1."""
    return {row["county"] for row in fixtures.rows("partnerships.csv")}
