"""延期: one unit asks for a later due date in one period. Granting is a step of workflow_extensions.EXTENSION."""

from datetime import datetime, timedelta

from django.db import transaction

from portal import access, audit, calendar, clock
from portal.actor import Actor
from portal.models import Role
from portal.queries import organisations
from portal.refusal import Refused
from portal.services import messages
from reporting.models import Extension, Period
from reporting.permissions import CITY

SHORTEST_REASON = 6
LONGEST = timedelta(days=30)  # after the period's lock
ASK = audit.declare("extension.ask", "申请延期")
LIVE = (Extension.State.ASKED, Extension.State.GRANTED)


@transaction.atomic
def ask(period: Period, until: datetime, reason: str, actor: Actor) -> Extension:
    """The actor's own unit asks to have until ``until``; the province is told. Raises Refused with all faults."""
    access.require(actor, CITY)
    unit, locked = actor.organisation, Period.objects.select_for_update().get(pk=period.pk)
    problems = until_problems(locked, until)
    if clock.now() < locked.opens_at:
        problems.append(f"本期{calendar.day(locked.opens_at, with_year=True)}开放,开放后才能申请延期。")
    if len(reason.strip()) < SHORTEST_REASON:
        problems.append(f"延期理由至少写 {SHORTEST_REASON} 个字。")
    if len(reason.strip()) > 300:
        problems.append("延期理由最多 300 个字。")
    live = Extension.objects.filter(period=locked, unit=unit, state__in=LIVE).first()
    if live is not None:
        problems.append(f"本期已有一份延期申请({live.get_state_display()})。还要再延的,请与省厅联系,由省厅改期。")
    if problems:
        raise Refused(problems)
    made = Extension.objects.create(
        period=locked, unit=unit, until=until, reason=reason.strip(), asked_by=actor.account, asked_at=clock.now()
    )
    last_day = calendar.deadline(until, with_year=True)
    audit.record(ASK, actor, target=made, detail={"period": locked.code, "until": last_day, "reason": made.reason})
    text = f"{unit}申请将{locked.title}报送延至{last_day}:{made.reason}"
    messages.send_to_holders(organisations.province(), [Role.REVIEWER], text, actor, address_of(locked))
    return made


def until_problems(period: Period, until: datetime) -> list[str]:
    """What is wrong with a later due date."""
    found = []
    if until <= period.due_at:
        found.append(f"延至的日期要晚于本期截止({calendar.deadline(period.due_at, with_year=True)})。")
    if until <= clock.now():
        found.append("延至的日期已经过去。")
    if until > latest(period):
        found.append(f"延至的日期太晚,{limit_words(period)}")
    return found


def latest(period: Period) -> datetime:
    """The last moment an extension can reach: whoever needs longer needs the period's own moments changed."""
    return period.locks_at + LONGEST


def limit_words(period: Period) -> str:
    """«最晚可延至2021年1月19日24时(本期锁定后30天);还要再晚的,由省厅修改本期时间。»."""
    last = calendar.deadline(latest(period), with_year=True)
    return f"最晚可延至{last}(本期锁定后 {LONGEST.days} 天);还要再晚的,由省厅修改本期时间。"


def address_of(period: Period) -> str:
    """Where the calendar shows the period."""
    return f"/calendar/#p-{period.code}"
