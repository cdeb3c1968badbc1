"""机构: founding, renaming, moving, merging, closing. The past keeps its name and seat in dated spells."""

import unicodedata
from datetime import date, timedelta

from django.db import connection, transaction

from portal import audit, clock, closing, fixtures, pinyin
from portal.actor import Actor
from portal.models import Organisation, OrganisationSpell, Region
from portal.queries import organisations as queries
from portal.refusal import Refused

Kind, Seat = Organisation.Kind, Organisation.Seat
_NAMES = 0x6E616D65  # the class of advisory locks on names
for _code, _title in (
    ("establish", "登记机构"),
    ("rename", "机构更名"),
    ("move", "机构迁址"),
    ("close", "机构停办"),
    ("merge", "机构合并"),
    ("reopen", "撤销机构停办或合并"),
    ("assign_seat", "分配属地"),
    ("correct_seat", "更正或确认属地"),
):
    audit.declare(f"organisation.{_code}", _title)
PROVINCE_NAME = "黑龙江省人力资源和社会保障厅职业能力建设处"


@transaction.atomic
def establish(
    kind: str,
    name: str,
    region: Region | None,
    actor: Actor,
    *,
    opened_on: date | None = None,
    seat: str = Seat.KNOWN,
    sample: bool = False,
    note: str = "",
) -> Organisation:
    """A new organisation with its first spell. Refused where an open one of this name exists, saying where."""
    name = clean_name(name)
    _refuse_taken(name)
    organisation = Organisation.objects.create(
        kind=kind,
        name=name,
        region=region,
        seat=seat if region else Seat.UNKNOWN,
        sample=sample,
        opened_on=opened_on,
        pinyin=pinyin.search_key(name),
    )
    OrganisationSpell.objects.create(
        organisation=organisation, name=name, region=region, valid_from=opened_on, note=note
    )
    detail = {"kind": str(kind), "region": str(region or "")}
    audit.record("organisation.establish", actor, target=organisation, detail=detail)
    return organisation


def rename(organisation: Organisation, name: str, on: date, actor: Actor, note: str = "") -> Organisation:
    """A new name from ``on``; until then it keeps the old one."""
    name = clean_name(name)
    with transaction.atomic():
        locked = _lock_open(organisation)
        if name == locked.name:
            raise Refused([f"“{name}”就是现在的名称,没有变化。"])
        _refuse_taken(name, but=locked.pk)
        old = locked.name
        _next_spell(locked, on, name=name, region=locked.region, note=note)
        locked.name, locked.pinyin = name, pinyin.search_key(name)
        locked.save()
        detail = {"from": old, "to": name, "on": str(on), "note": note}
        audit.record("organisation.rename", actor, target=locked, detail=detail)
    return locked


def move(organisation: Organisation, region: Region, on: date, actor: Actor, note: str = "") -> Organisation:
    """Another seat from ``on``: from that day it belongs to the other city."""
    with transaction.atomic():
        locked = _lock_open(organisation)
        if locked.region_id is None:
            raise Refused([f"{locked.name}的属地还没有分配,请先分配属地。"])
        if locked.region_id == region.pk:
            raise Refused([f"{locked.name}已经在{region}。"])
        old = str(locked.region)
        _next_spell(locked, on, name=locked.name, region=region, note=note)
        locked.region, locked.seat = region, Seat.KNOWN
        locked.save()
        detail = {"from": old, "to": str(region), "on": str(on), "note": note}
        audit.record("organisation.move", actor, target=locked, detail=detail)
    return locked


def close(
    organisation: Organisation, on: date, actor: Actor, note: str = "", into: Organisation | None = None
) -> Organisation:
    """Closed from ``on``; it stays in every period before. ``into`` is where it was merged."""
    with transaction.atomic():
        locked = _lock_open(organisation)
        refuse_closing(locked, on, into)
        last = _end_last_spell(locked, on)
        last.note = last.note or note
        last.save()
        locked.closed_on, locked.merged_into = on, into
        locked.save()
        action = "organisation.merge" if into else "organisation.close"
        audit.record(action, actor, target=locked, detail={"on": str(on), "into": str(into or ""), "note": note})
    return locked


def refuse_closing(organisation: Organisation, on: date, into: Organisation | None) -> None:
    """Refused where it cannot close on that day: before something recorded of it, or into what is not there."""
    if into is not None and into.pk == organisation.pk:
        raise Refused(["机构不能并入自己。"])
    if into is not None and into.closed_on is not None:
        raise Refused([f"{into.name}已于 {into.closed_on} 停办,不能并入。请选择仍在办的机构。"])
    _refuse_future(on)
    late = [mark for mark in closing.marks(organisation) if on < mark.earliest]
    if late:
        what = ";".join(mark.words for mark in late[:3]) + (f"等 {len(late)} 项" if len(late) > 3 else "")
        raise Refused([f"停办日期 {on} 早于这所机构已有的记录:{what}。最早可填 {late[0].earliest}。"])


@transaction.atomic
def reopen(organisation: Organisation, actor: Actor, reason: str) -> Organisation:
    """A closing or merging that was wrong is taken back, with a reason: it runs on as if it had never closed."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if locked.closed_on is None:
        raise Refused([f"{locked.name}仍在办,没有可撤销的停办。"])
    if not reason.strip():
        raise Refused(["请写明撤销停办的理由。"])
    _refuse_taken(locked.name, but=locked.pk)
    last = locked.spells.last()
    last.valid_to = None
    last.note = ";".join(filter(None, [last.note, f"撤销停办:{reason.strip()}"]))[:200]
    last.save()
    detail = {"on": str(locked.closed_on), "into": str(locked.merged_into or ""), "reason": reason.strip()}
    locked.closed_on = locked.merged_into = None
    locked.save()
    audit.record("organisation.reopen", actor, target=locked, detail=detail)
    return locked


def merge(organisation: Organisation, into: Organisation, on: date, actor: Actor, note: str = "") -> Organisation:
    """Closed from ``on`` and gone into another; both keep their past."""
    return close(organisation, on, actor, note, into)


@transaction.atomic
def assign_seat(
    organisation: Organisation, region: Region, on: date | None, actor: Actor, note: str, seat: str = Seat.ASSIGNED
) -> Organisation:
    """The province says where a school belongs, from ``on``; until then it stays where the register had it.

    ``seat`` is ASSIGNED (待确认) until the province confirms it (KNOWN); ``note`` says on what ground. The same city
    again confirms it or puts its day right; another city from the same day or before corrects what was assigned.
    """
    if not note.strip():
        raise Refused(["请写明属地依据,例如来源文件或联系情况。"])
    locked = _lock_open(organisation)
    old, held = locked.region, queries.present_seat(locked)
    since = held[0].valid_from
    new = {"region": str(region), "on": str(on or since or ""), "seat": Seat(seat).label}
    was = {"region": str(old or ""), "on": str(since or ""), "seat": locked.get_seat_display()}
    again = old is not None and (region == old or (on is not None and since is not None and on <= since))
    if again:
        _correct_seat(locked, held, region, on)
    elif on is None:
        raise Refused(["请填写生效日期:自该日起由所选市(地)填报。"])
    else:
        _next_spell(locked, on, name=locked.name, region=region, note=note)
    locked.region, locked.seat = region, seat
    locked.save()
    action = "organisation.correct_seat" if again else "organisation.assign_seat"
    audit.record(action, actor, target=locked, detail={"old": was, "new": new, "note": note})
    return locked


def _correct_seat(organisation: Organisation, held: list[OrganisationSpell], region: Region, on: date | None) -> None:
    before = organisation.spells.exclude(pk__in=[one.pk for one in held]).last()
    if before is not None and on is not None and on != held[0].valid_from:
        _refuse_future(on)
        _shift(before, held[0], on)
    for spell in held:
        spell.region = region
        spell.save()


def _shift(before: OrganisationSpell, after: OrganisationSpell, on: date) -> None:
    """Move the day at which one spell follows another; whichever shrinks is written first, as they never overlap."""
    first, last = before.valid_from, after.valid_to
    if (first is not None and on <= first) or (last is not None and on >= last):
        span = f"{first or '日期不详'} 之后" + (f"、{last} 之前" if last else "")
        raise Refused([f"生效日期 {on} 与沿革里的前后记录冲突,请填 {span}的日期。"])
    order = (before, after) if on < after.valid_from else (after, before)
    before.valid_to = after.valid_from = on
    for spell in order:
        spell.save()


def clean_name(name: str) -> str:
    """A name in one spelling: half-width brackets, no blanks; refused where nothing is left or it is too long."""
    name = "".join(unicodedata.normalize("NFKC", name).split())
    if not 2 <= len(name) <= 80:
        raise Refused(["名称要写全称,2 至 80 个字。"])
    return name


def load_bureaus(actor: Actor) -> int:
    """省厅, the 13 市(地) bureaus, and the county bureaus of 附件1; those that exist stay. Returns rows made."""
    have = set(
        Organisation.objects.filter(kind__in=[Kind.PROVINCE, Kind.CITY, Kind.COUNTY]).values_list("kind", "region_id")
    )
    partners = {row["county"] for row in fixtures.rows("partnerships.csv")}
    wanted = [(Kind.PROVINCE, region, PROVINCE_NAME) for region in Region.objects.filter(code="230000")]
    wanted += [(Kind.CITY, region, region.bureau_name) for region in Region.objects.cities().order_by("code")]
    counties = Region.objects.filter(code__in=partners)
    wanted += [(Kind.COUNTY, region, f"{region.name}人力资源和社会保障局") for region in counties]
    missing = [one for one in wanted if (one[0], one[1].pk) not in have]
    for kind, region, name in missing:
        establish(kind, name, region, actor)
    return len(missing)


def _refuse_taken(name: str, but: int | None = None) -> None:
    with connection.cursor() as cursor:  # two clerks with one name: the second looks when the first is done
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_NAMES, name])
    taken = queries.same_name(name, but)
    if taken:
        place = taken[0].region
        where = f"{place.parent}{place}" if place and place.level == Region.Level.COUNTY else str(place or "属地待分配")
        found = f"“{name}”已经登记,在{where}({taken[0].get_kind_display()})。"
        raise Refused([f"{found}同名机构只登记一次;如确属另一所,请写可区分的全称。"])


def _lock_open(organisation: Organisation) -> Organisation:
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if locked.closed_on is not None:
        raise Refused([f"{locked.name}已于 {locked.closed_on} 停办,不能再变更。"])
    return locked


def _next_spell(organisation: Organisation, on: date, *, name: str, region: Region | None, note: str) -> None:
    _end_last_spell(organisation, on).save()
    OrganisationSpell.objects.create(
        organisation=organisation, name=name, region=region, valid_from=on, note=note[:200]
    )


def _end_last_spell(organisation: Organisation, on: date) -> OrganisationSpell:
    last = organisation.spells.last()
    _refuse_future(on)
    if last.valid_from is not None and on <= last.valid_from:
        earliest = last.valid_from + timedelta(days=1)
        began = f"{_what_began(organisation, last)}自 {last.valid_from} 起"
        raise Refused([f"日期 {on} 不晚于最近一次变更:{began}。请填 {earliest} 或以后的日期。"])
    last.valid_to = on
    return last


def _what_began(organisation: Organisation, last: OrganisationSpell) -> str:
    """What the newest spell brought: 现属地, 现用名称, or the organisation itself."""
    before = organisation.spells.exclude(pk=last.pk).last()
    if before is None:
        return f"{last.name}成立,"
    return f"现属地{last.region}" if before.name == last.name else f"现用名称“{last.name}”"


def _refuse_future(on: date) -> None:
    if on > clock.today():
        raise Refused([f"日期 {on} 还没有到(今天是 {clock.today()})。请填今天或以前的日期。"])
