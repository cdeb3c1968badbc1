"""The audit log: record() and the words of its actions.

An entry is written in the caller's transaction, so that an action whose entry fails is rolled back. Entries are
insert-only (a trigger refuses the rest) and are sealed into hash-chained blocks by portal/audit_chain.py.
"""

from collections.abc import Iterable

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portal import clock, identity
from portal.actor import Actor
from portal.models import AuditEntry
from portal.refusal import Refused

Outcome = AuditEntry.Outcome
_titles: dict[str, str] = {}
_encoder = DjangoJSONEncoder(ensure_ascii=False)


def declare(code: str, title: str) -> str:
    """Name an action in Chinese, where it is recorded; a code has one title. Returns the code."""
    if _titles.setdefault(code, title) != title:
        raise ValueError(f"audit action {code} already means {_titles[code]}")
    return code


def title_of(code: str) -> str:
    """The words for an action; of one that a newer or older release wrote, the code itself."""
    return _titles.get(code, code)


def titles() -> dict[str, str]:
    """All declared actions, code → words."""
    return dict(_titles)


def record(
    action: str,
    actor: Actor,
    target: models.Model | None = None,
    detail: dict | None = None,
    refused: bool = False,
) -> AuditEntry:
    """Write one entry. Raises ValueError for an undeclared action, Refused where the detail holds a personal number."""
    entry = _entry(action, actor, target, detail, refused)
    entry.save(force_insert=True)
    return entry


def record_many(action: str, actor: Actor, target: models.Model, details: Iterable[dict]) -> None:
    """Write one entry per detail, all about ``target``, in one statement: a pasted block is a set."""
    name = str(target)
    AuditEntry.objects.bulk_create([_entry(action, actor, target, detail, False, name) for detail in details])


def _entry(action, actor, target, detail, refused, name: str | None = None) -> AuditEntry:
    if action not in _titles:
        raise ValueError(f"audit action {action!r} is not declared: audit.declare(code, title)")
    if name is None:
        name = str(target) if target else ""
    _refuse_personal(name, detail)
    return AuditEntry(
        business_at=clock.now(),
        real_at=clock.real(),
        action=action,
        outcome=Outcome.REFUSED if refused else Outcome.DONE,
        actor=actor.account,
        actor_name=actor.name,
        duty=actor.duty_name[:120],
        address=actor.address,
        target_type=target._meta.label_lower if target else "",
        target_id=target.pk if target else None,
        target_name=name[:200],
        detail=detail or {},
    )


def _refuse_personal(name: str, detail: dict | None) -> None:
    """The log is read by auditors and exported: no person's number may get into it, not even by a typed reason."""
    if identity.holds_personal(name) or (detail and identity.holds_personal(_encoder.encode(detail))):
        raise Refused(["内容里有身份证号或手机号。请不要把个人号码写进理由、说明或名称,改后再做一次。"])
