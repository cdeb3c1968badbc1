"""补录: the province lets a form in after its period's lock, to be filled from an old official workbook.

The filing is marked from then on and goes the usual way: filled, confirmed by the 负责人, received. Opened again it has
another day.
"""

from datetime import datetime, timedelta

from portal import calendar, clock
from portal.actor import Actor
from portal.workflow import Transition
from reporting import telling
from reporting.models import Filing
from reporting.permissions import BACKFILL
from reporting.queries.backfill import NEVER_SENT
from reporting.queries.periods import due_of
from reporting.workflows import FILING

LONGEST = timedelta(days=60)
SHORTEST_REASON = 6
LONGEST_REASON = Filing._meta.get_field("backfill_reason").max_length


def until_problems(until: datetime | None) -> list[str]:
    """What is wrong with the last day of a 补录."""
    now = clock.now()
    if until is None:
        return ["请填写补录到哪一天。"]
    if until <= now:
        return [f"补录的最后一天({calendar.closing_day(until, with_year=True)})已经过去,请填以后的日子。"]
    if until > now + LONGEST:
        last = calendar.closing_day(now + LONGEST, with_year=True)
        return [f"补录最多开放 {LONGEST.days} 天,最晚到{last};不够的,到时再开放一次。"]
    return []


def reason_problems(reason: str) -> list[str]:
    """The reason says where the numbers come from: it stands on the form and on its paper."""
    if len(reason.strip()) < SHORTEST_REASON:
        return [f"补录的理由和数据来源至少写 {SHORTEST_REASON} 个字,如“2019年上半年原报盖章件”。"]
    return [f"补录的理由最多 {LONGEST_REASON} 个字。"] if len(reason.strip()) > LONGEST_REASON else []


def _after_the_lock(filing: Filing, actor: Actor, data: dict) -> list[str]:
    locks = due_of(filing.period, filing.unit).locks_at
    if filing.backfilled or clock.now() >= locks:
        return []
    return [f"{filing.unit.region.name}本期{calendar.deadline(locks, with_year=True)}才锁定,现在可照常填报,不用补录。"]


def _sound(filing: Filing, actor: Actor, data: dict) -> list[str]:
    return until_problems(data.get("until")) + reason_problems(data.get("reason", ""))


def _stays(filing: Filing) -> str:
    return filing.state


def _open(filing: Filing, actor: Actor, data: dict) -> dict:
    until = data["until"]
    filing.backfill_until, filing.backfill_reason = until, data["reason"].strip()
    filing.backfill_by, filing.backfill_at = actor.account, clock.now()
    filing.revision += 1
    last = calendar.deadline(until, with_year=True)
    telling.tell_city(filing, f"省厅已开放补录,{last}截止:{filing.backfill_reason}", actor)
    return {"until": last}


FILING.add(
    Transition(
        "backfill", "开放补录", NEVER_SENT, _stays, BACKFILL, (_after_the_lock, _sound), _open, needs_reason=True
    )
)
