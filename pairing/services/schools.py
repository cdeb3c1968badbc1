"""技工院校(含职业培训机构): adding, renaming, closing. The organisation keeps the name; this keeps the profile."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from pairing.models import School
from pairing.services import partnerships
from portal import audit, closing
from portal.actor import Actor
from portal.models import Organisation, Region
from portal.queries import regions
from portal.refusal import Refused
from portal.services import organisations

Kind, Seat = Organisation.Kind, Organisation.Seat
audit.declare("school.describe", "修改院校信息")


@dataclass(frozen=True)
class NewSchool:
    """What is known of a school when it is added. ``region`` None: the province assigns the city later."""

    name: str
    grade: str
    region: Region | None
    seat: str = Seat.KNOWN
    seat_source: str = ""
    number: int | None = None
    opened_on: date | None = None
    sample: bool = False


@transaction.atomic
def add(new: NewSchool, actor: Actor) -> School:
    """A school or training institution of a city. A city adds its own only, the province any."""
    _refuse_foreign(new.region, actor)
    kind = Kind.TRAINING if new.grade == School.Grade.TRAINING else Kind.SCHOOL
    organisation = organisations.establish(
        kind, new.name, new.region, actor, opened_on=new.opened_on, seat=new.seat, sample=new.sample
    )
    return School.objects.create(
        organisation=organisation, number=new.number, grade=new.grade, seat_source=new.seat_source[:200]
    )


def rename(school: School, name: str, on: date, actor: Actor, note: str = "") -> None:
    """A new name from ``on``; 附件1 and earlier forms keep the old one."""
    organisations.rename(school.organisation, name, on, actor, note)


def foresee_closing(school: School, on: date, into: School | None = None) -> list[str]:
    """What closing it on ``on`` would do, in sentences; refused where it cannot close on that day."""
    organisations.refuse_closing(school.organisation, on, into.organisation if into else None)
    return closing.effects(school.organisation, on)


@transaction.atomic
def close(school: School, on: date, actor: Actor, note: str = "", into: School | None = None) -> None:
    """Closed (or merged) from ``on``; its running pairings end that day. Forms of earlier periods keep its row."""
    organisations.close(school.organisation, on, actor, note, into.organisation if into else None)
    for partnership in partnerships.running(school):
        partnerships.end_with_school(partnership, on, actor)


@transaction.atomic
def reopen(school: School, reason: str, actor: Actor) -> None:
    """A wrong closing is taken back, and with it the ends of the pairings it ended."""
    organisations.reopen(school.organisation, actor, reason)
    partnerships.resume_with_school(school, actor, reason.strip())


@transaction.atomic
def assign(school: School, city: Region, on: date | None, note: str, actor: Actor, confirmed: bool = False) -> None:
    """The province gives a school its city from a day, or corrects it; 待确认 unless ``confirmed``; ``note``: why."""
    if city.level != Region.Level.CITY:
        raise Refused([f"属地要选市(地),{city}不是。"])
    seat = Seat.KNOWN if confirmed else Seat.ASSIGNED
    organisations.assign_seat(school.organisation, city, on, actor, note, seat)
    School.objects.filter(pk=school.pk).update(seat_source=note.strip()[:200])


def describe(school: School, grade: str, seat_source: str, actor: Actor) -> School:
    """办学层次 and 属地依据 put right; the kind of organisation follows (职业培训机构 or 技工院校)."""
    with transaction.atomic():
        locked = School.objects.select_for_update().select_related("organisation").get(pk=school.pk)
        old = {"grade": locked.get_grade_display(), "seat_source": locked.seat_source}
        locked.grade, locked.seat_source = grade, seat_source.strip()[:200]
        locked.save()
        locked.organisation.kind = Kind.TRAINING if grade == School.Grade.TRAINING else Kind.SCHOOL
        locked.organisation.save()
        new = {"grade": locked.get_grade_display(), "seat_source": locked.seat_source}
        audit.record("school.describe", actor, target=locked.organisation, detail={"old": old, "new": new})
    return locked


def _refuse_foreign(region: Region | None, actor: Actor) -> None:
    scope = actor.scope
    if actor.system or scope.whole:
        return
    city = regions.city_of(region)
    if scope.level != "city" or city is None or city.pk != scope.region_id:
        raise Refused(["只能添加本市(地)的院校和培训机构。外市(地)的由当地或省厅添加。"])
