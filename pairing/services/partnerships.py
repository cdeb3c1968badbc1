"""结对: 省级 by the province (附件1), 市级 by each city between its own schools and its own 县(市). Notice (三)."""

from datetime import date

from django.db import transaction

from pairing.models import Partnership, School
from pairing.queries.partnerships import NOTICE_DAY
from portal import audit, clock
from portal.actor import Actor
from portal.models import Organisation, Region
from portal.queries import regions
from portal.refusal import Refused

Level = Partnership.Level
audit.declare("partnership.pair", "建立结对")
audit.declare("partnership.end", "结束结对")
audit.declare("partnership.resume", "恢复结对")


def running(school: School) -> list[Partnership]:
    """The school's pairings that have not ended."""
    return list(school.partnerships.filter(valid_to=None))


def pair(school: School, county: Region, level: str, valid_from: date, actor: Actor) -> Partnership:
    """A pairing from ``valid_from``; refused with every reason at once."""
    with transaction.atomic():
        organisation = (
            Organisation.objects.select_for_update(of=("self",)).select_related("region__parent").get(pk=school.pk)
        )
        problems = _problems(organisation, county, level, valid_from, actor)
        if problems:
            raise Refused(problems)
        made = Partnership.objects.create(school=school, county=county, level=level, valid_from=valid_from)
        audit.record(
            "partnership.pair",
            actor,
            target=made,
            detail={"level": made.get_level_display(), "from": str(valid_from)},
        )
    return made


def end(partnership: Partnership, on: date, actor: Actor, note: str = "") -> Partnership:
    """Ended from ``on``. One that ends on the day it began never was: it is struck out, and the audit keeps it."""
    with transaction.atomic():
        locked = Partnership.objects.select_for_update().get(pk=partnership.pk)
        problems = _level_problems(locked.level, actor)
        if problems:
            raise Refused(problems)
        if locked.valid_to is not None:
            raise Refused([f"{locked}已于 {locked.valid_to} 结束。"])
        if on < locked.valid_from or on == locked.valid_from == NOTICE_DAY:
            raise Refused([f"结束日期 {on} 不能早于结对日期 {locked.valid_from};附件1所列的,须晚于该日。"])
        if on > clock.today():
            raise Refused([f"结束日期 {on} 还没有到(今天是 {clock.today()})。"])
        _end(locked, on, actor, note)
    return locked


def end_with_school(partnership: Partnership, on: date, actor: Actor) -> None:
    """The school closed: whoever may close it ends its pairings too, even 省级 ones."""
    partnership.ended_with_school = True
    _end(partnership, on, actor, "院校停办或并入其他院校")


def resume_with_school(school: School, actor: Actor, reason: str) -> None:
    """The closing was wrong: the pairings that ended with it run on, but for those made anew meanwhile."""
    again = {pair.county_id for pair in running(school)}
    for partnership in school.partnerships.filter(ended_with_school=True).exclude(county__in=again):
        detail = {"level": partnership.get_level_display(), "on": str(partnership.valid_to), "reason": reason}
        partnership.valid_to, partnership.ended_with_school = None, False
        partnership.save()
        audit.record("partnership.resume", actor, target=partnership, detail=detail)


def _end(partnership: Partnership, on: date, actor: Actor, note: str) -> None:
    detail = {
        "level": partnership.get_level_display(),
        "from": str(partnership.valid_from),
        "on": str(on),
        "note": note,
    }
    audit.record("partnership.end", actor, target=partnership, detail=detail)
    if on == partnership.valid_from:
        partnership.delete()
        return
    partnership.valid_to = on
    partnership.save()


def _problems(organisation: Organisation, county: Region, level: str, valid_from: date, actor: Actor) -> list[str]:
    found = []
    if organisation.closed_on is not None and organisation.closed_on <= valid_from:
        found.append(f"{organisation}已于 {organisation.closed_on} 停办。请选择仍在办的院校。")
    if county.level != Region.Level.COUNTY or not county.name.endswith(("县", "市")):
        found.append(f"{county}不是县(市)。通知(三)的结对对象是县(市)。")
    if not Region.objects.valid_on(valid_from).filter(pk=county.pk).exists():
        found.append(f"{county}({county.code})在 {valid_from} 不在用:{county.validity}。")
    if valid_from > clock.today():
        found.append(f"结对日期 {valid_from} 还没有到(今天是 {clock.today()})。")
    if Partnership.objects.filter(school=organisation.pk, county=county, valid_to=None).exists():
        found.append(f"{organisation}与{county}已在结对,不必重复。")
    if level == Level.CITY and not _same_city(organisation, county, actor):
        found.append("市级结对限属地院校与属地县(市)(通知(三));跨市(地)的结对由省厅确定。")
    return found + _level_problems(level, actor)


def _same_city(organisation: Organisation, county: Region, actor: Actor) -> bool:
    seat, place = regions.city_of(organisation.region), regions.city_of(county)
    if seat is None or place is None or seat.pk != place.pk:
        return False
    return actor.system or actor.scope.whole or actor.scope.region_id == seat.pk


def _level_problems(level: str, actor: Actor) -> list[str]:
    if level == Level.PROVINCE and not actor.system and not actor.scope.whole:
        return ["省级结对由省厅确定,市(地)不能增改。"]
    return []
