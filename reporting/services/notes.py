"""Writing 批注, settling them, marking cells 待核: no number changes, both levels see it."""

from django.db import transaction

from portal import audit, clock, identity
from portal.actor import Actor
from portal.models import Account
from portal.refusal import Refused
from portal.services import messages
from reporting.models import CellMark, Filing, FilingRow, Remark, Thread
from reporting.queries.forms import spec_of
from reporting.queries.notes import called
from reporting.services.filling import lock

REMARK = audit.declare("filing.remark", "写批注")
SETTLE = audit.declare("filing.settle", "办结批注")
MARK = audit.declare("filing.mark", "标待核")
UNMARK = audit.declare("filing.unmark", "取消待核")
LONGEST = Remark._meta.get_field("text").max_length


@transaction.atomic
def remark(filing: Filing, row: FilingRow, column: str, text: str, to: int | None, actor: Actor) -> Remark:
    """Write a remark on a cell; ``to``: the account that is called. Raises Refused with what is wrong."""
    locked = lock(filing.pk)
    words, person = text.strip(), called(filing, to) if to else None
    problems = _problems(words) + (["要提醒的人已不在岗,请重新选择。"] if to and person is None else [])
    if problems:
        raise Refused(problems)
    opened = {"settled_at": None, "settled_by": None}
    thread, _made = Thread.objects.update_or_create(row=row, column=column, defaults=opened)
    who = {"by": actor.account, "duty": actor.duty_name[:60], "unit": actor.organisation}
    written = Remark.objects.create(thread=thread, text=words, to=person, at=clock.now(), **who)
    _touch(locked)
    audit.record(REMARK, actor, locked, {"row": row.pk, "column": column} | ({"to": person.name} if person else {}))
    if person:
        _call(person, locked, row, column, words, actor)
    return written


def _problems(words: str) -> list[str]:
    if len(words) < 2:
        return ["批注至少写 2 个字。"]
    if len(words) > LONGEST:
        return [f"批注有 {len(words)} 个字,最多 {LONGEST} 个字。请缩短后再发。"]
    return ["批注里不能有身份证号或手机号,请改后再发。"] if identity.holds_personal(words) else []


def _call(person: Account, filing: Filing, row: FilingRow, column: str, words: str, actor: Actor) -> None:
    name = spec_of(filing.edition).column(column).short_for(filing.period.half)
    place = f"{filing.unit.region.name} {filing.edition.mark} {filing.period.title} {row.label}·{name}"
    messages.send(person, f"批注提醒您:{place}:{words}", actor, f"/filings/{filing.pk}/#c-{row.pk}-{column}")


@transaction.atomic
def settle(filing: Filing, row: FilingRow, column: str, actor: Actor) -> bool:
    """Close the thread of a cell; False where none was open."""
    locked = lock(filing.pk)
    open_one = Thread.objects.filter(row=row, column=column, settled_at__isnull=True)
    if not open_one.update(settled_at=clock.now(), settled_by=actor.account):
        return False
    _touch(locked)
    audit.record(SETTLE, actor, locked, {"row": row.pk, "column": column})
    return True


@transaction.atomic
def mark(filing: Filing, places: list[tuple[int, str]], actor: Actor) -> int:
    """Mark cells 待核; how many were not marked before."""
    locked = lock(filing.pk)
    there = set(CellMark.objects.filter(row__filing=filing).values_list("row_id", "column"))
    new = [place for place in dict.fromkeys(places) if place not in there]
    if new:
        marks = [CellMark(row_id=row, column=column, by=actor.account, at=clock.now()) for row, column in new]
        CellMark.objects.bulk_create(marks)
        _touch(locked)
        audit.record_many(MARK, actor, locked, [{"row": row, "column": column} for row, column in new])
    return len(new)


@transaction.atomic
def unmark(filing: Filing, row: FilingRow, column: str, actor: Actor) -> bool:
    """Take a 待核 back; False where there was none."""
    locked = lock(filing.pk)
    gone, _each = CellMark.objects.filter(row=row, column=column).delete()
    if not gone:
        return False
    _touch(locked)
    audit.record(UNMARK, actor, locked, {"row": row.pk, "column": column})
    return True


def _touch(filing: Filing) -> None:
    Filing.objects.filter(pk=filing.pk).changed(noted=True)
