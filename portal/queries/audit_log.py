"""Questions about the audit log."""

from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import QuerySet

from portal import clock
from portal.models import AuditBlock, AuditEntry


def history(target: models.Model) -> QuerySet[AuditEntry]:
    """What was done to one object, newest first."""
    found = AuditEntry.objects.filter(target_type=target._meta.label_lower, target_id=target.pk)
    return found.order_by("-pk")


def entries(
    *, first: date | None = None, last: date | None = None, action: str = "", who: str = "", outcome: str = ""
) -> QuerySet[AuditEntry]:
    """Entries of real days ``first`` to ``last``, of an action or a family (``session.``), of a person."""
    found = AuditEntry.objects.select_related("actor").defer("actor__phone")  # deciphering thousands takes its time
    if first:
        found = found.filter(real_at__gte=_midnight(first))
    if last:
        found = found.filter(real_at__lt=_midnight(last + timedelta(days=1)))
    if action:
        found = found.filter(action__startswith=action) if action.endswith(".") else found.filter(action=action)
    if who:
        found = found.filter(models.Q(actor__username=who.lower()) | models.Q(actor_name=who))
    if outcome:
        found = found.filter(outcome=outcome)
    return found.order_by("-pk")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.SHANGHAI)


def one(pk: int) -> AuditEntry | None:
    """One entry with its block, or None."""
    return AuditEntry.objects.select_related("actor", "seal__block").filter(pk=pk).first()


def chain() -> dict:
    """The state of the chain without recomputing it: number of blocks, the last one, entries not sealed yet."""
    return {
        "blocks": AuditBlock.objects.count(),
        "last": AuditBlock.objects.order_by("-pk").first(),
        "unsealed": AuditEntry.objects.filter(seal__isnull=True).count(),
    }
