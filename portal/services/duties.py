"""Duties: who does what for whom, from when until when. The 安全管理员 gives and ends them, never one's own."""

from datetime import date, timedelta

from axes.utils import reset
from django.db import IntegrityError, transaction

from portal import access, audit, clock, handover, permissions
from portal.actor import Actor
from portal.models import Account, Duty, Organisation, Role
from portal.queries import accounts
from portal.refusal import Refused

APPOINTED = audit.declare("duty.appoint", "任命岗位")
ENDED = audit.declare("duty.end", "结束岗位")
DEPUTISED = audit.declare("duty.deputise", "安排代理")
UNLOCKED = audit.declare("account.unlock", "解除锁定")

Kind = Organisation.Kind
KINDS = {
    Role.FILLER: {Kind.CITY},
    Role.LEAD: {Kind.CITY},
    Role.SCHOOL: {Kind.SCHOOL, Kind.TRAINING},
    Role.COUNTY: {Kind.COUNTY},
}  # every other role belongs to the province
# GB/T 22239: the three administrators are three people.
APART = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}


@transaction.atomic
def appoint(
    account: Account,
    role: str,
    organisation: Organisation,
    actor: Actor,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    deputy_for: Duty | None = None,
) -> Duty:
    """Give a person a duty from a day on (today), until a day or open. Refused where it does not fit."""
    access.require(actor, permissions.DUTIES)
    start = valid_from or clock.today()
    _not_oneself(account, actor)
    held = _lock_person(account)
    problems = [*_misfits(held, role, organisation), *_disorder(start, valid_to)]
    if problems:
        raise Refused(problems)
    duty = Duty(
        account=held, role=role, organisation=organisation, valid_from=start, valid_to=valid_to, deputy_for=deputy_for
    )
    try:
        with transaction.atomic():
            duty.save()
    except IntegrityError as error:
        raise Refused([f"{held.name} 已经担任 {organisation} {Role(role).label},没有重复任命。"]) from error
    detail = {"from": str(start), "to": str(valid_to or ""), "account": held.username}
    audit.record(DEPUTISED if deputy_for else APPOINTED, actor, duty, detail)
    return duty


@transaction.atomic
def deputise(duty: Duty, account: Account, first: date, last: date, actor: Actor) -> Duty:
    """代理: ``account`` covers ``duty`` from ``first`` to ``last``, both included in the absence; one at a time."""
    if duty.account_id == account.pk:
        raise Refused(["代理人不能是本人。"])
    Duty.objects.select_for_update().get(pk=duty.pk)  # two deputies at once: the second finds the first
    other = accounts.deputy_in(duty, first, last)
    if other is not None:
        days = f"{other.valid_from:%Y-%m-%d} 至 {other.valid_to - timedelta(days=1):%Y-%m-%d}"
        raise Refused([f"{days}已由 {other.account.name} 代理,与所选日期重叠。请改日期,或先结束那次代理。"])
    return appoint(
        account,
        duty.role,
        duty.organisation,
        actor,
        valid_from=first,
        valid_to=last + timedelta(days=1),
        deputy_for=duty,
    )


@transaction.atomic
def end(duty: Duty, actor: Actor, *, on: date | None = None, successor: Duty | None = None) -> dict[str, int]:
    """End a duty from a day on (today); a successor takes over what is open. Returns what, by title."""
    access.require(actor, permissions.DUTIES)
    locked = Duty.objects.select_for_update().get(pk=duty.pk)
    _not_oneself(locked.account, actor)
    day = on or clock.today()
    if locked.valid_to and locked.valid_to <= clock.today():
        raise Refused([f"这个岗位已于 {locked.valid_to:%Y-%m-%d} 结束。"])
    if successor and (successor.organisation_id, successor.role) != (locked.organisation_id, locked.role):
        raise Refused(["接任者须先任同一单位的同一岗位。"])
    if successor and successor.account_id == locked.account_id:
        raise Refused(["接任者不能是本人。"])
    if day <= locked.valid_from:
        raise Refused([f"结束日期应晚于任职开始日期 {locked.valid_from:%Y-%m-%d}。"])
    locked.valid_to = day
    locked.save()
    given = handover.give_all(locked, successor) if successor else {}
    detail = {"on": str(day), "successor": successor.account.username if successor else "", "handed": given}
    audit.record(ENDED, actor, locked, detail)
    return given


def unlock(username: str, actor: Actor) -> None:
    """Let an account that was locked for wrong passwords try again at once."""
    access.require(actor, permissions.UNLOCK)
    with transaction.atomic():
        account = accounts.by_username(username)
        if not reset(username=username):
            raise Refused(["这个账号没有锁定,可能已经到时间自动解锁。"])
        audit.record(UNLOCKED, actor, account)


def roles_for(organisation: Organisation) -> list[str]:
    """The roles that an organisation of this kind has."""
    return [role for role in Role.values if organisation.kind in KINDS.get(role, {Kind.PROVINCE})]


def _misfits(account: Account, role: str, organisation: Organisation) -> list[str]:
    problems = []
    if role not in Role.values:
        return ["请选择岗位。"]
    if role not in roles_for(organisation):
        problems.append(f"{organisation}没有“{Role(role).label}”这个岗位。")
    clash = APART & (accounts.roles_held(account, clock.today()) - {role}) if role in APART else set()
    if clash:
        names = "、".join(sorted(Role(one).label for one in clash))
        problems.append(f"系统管理、安全管理、审计须由三个人分任;{account.name} 现任{names}。")
    if not account.is_active:
        problems.append(f"账号 {account.username} 已停用,不能任命。")
    return problems


def _disorder(start: date, stop: date | None) -> list[str]:
    return [f"结束日期应晚于开始日期 {start:%Y-%m-%d}。"] if stop and stop <= start else []


def _lock_person(account: Account) -> Account:
    return Account.objects.select_for_update().get(pk=account.pk)


def _not_oneself(account: Account, actor: Actor) -> None:
    if actor.account is not None and actor.account.pk == account.pk:
        raise Refused(["不能任免自己的岗位,请由另一位安全管理员办理。"])
