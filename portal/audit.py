"""The audit log: record(). STUB body: the security helper completes it (registry of action words, sealing, verify)."""

from django.db import models

from portal import clock
from portal.actor import Actor
from portal.models import AuditEntry


def record(action: str, actor: Actor, target: models.Model | None = None, detail: dict | None = None, refused: bool = False):
    """Write one entry in the caller's transaction; if it cannot be written the action is rolled back."""
    return AuditEntry.objects.create(
        business_at=clock.now(),
        real_at=clock.real(),
        action=action,
        outcome=AuditEntry.Outcome.REFUSED if refused else AuditEntry.Outcome.DONE,
        actor=actor.account,
        actor_name=actor.name,
        duty=actor.duty_name[:120],
        address=actor.address,
        target_type=target._meta.label_lower if target else "",
        target_id=target.pk if target else None,
        target_name=str(target)[:200] if target else "",
        detail=detail or {},
    )
