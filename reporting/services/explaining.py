"""说明 and 放行: the city's written reason for a failed check, the province's release of a 准强制 one."""

from django.db import transaction

from portal import audit, clock
from portal.actor import Actor
from reporting.models import Explanation, Filing
from reporting.queries.gate import gate
from reporting.queries.reasons import NEEDS_REASON, judge
from reporting.services.filling import lock

SHORTEST = 6


class NotExplained(Exception):
    """The reason was not stored; the message says why."""


@transaction.atomic
def explain(filing: Filing, check_code: str, row_key: str | None, reason: str, actor: Actor) -> Explanation:
    """Store the reason for a check that fails now, bound to the numbers it explains."""
    text = reason.strip()
    if len(text) < SHORTEST:
        raise NotExplained(f"说明至少写 {SHORTEST} 个字,现在是 {len(text)} 个字。")
    locked = lock(filing.pk)
    door = gate(locked, actor)
    if not door.open:
        raise NotExplained(f"本表现在不能修改说明:{door.why}")
    found = [one.finding for one in judge(locked) if one.finding.check == check_code and one.finding.row_key == row_key]
    if not found or found[0].level not in NEEDS_REASON:
        raise NotExplained("这一条审核现在已通过或不需要说明,请刷新页面。")
    row = locked.rows.filter(key=row_key).first() if row_key else None
    stored, _made = Explanation.objects.update_or_create(
        filing=locked,
        check_code=check_code,
        row=row,
        defaults={
            "signature": found[0].signature,
            "reason": text[:500],
            "by": actor.account,
            "at": clock.now(),
            "released_by": None,
            "released_at": None,
        },
    )
    Filing.objects.filter(pk=locked.pk).changed()
    audit.record("filing.explain", actor, locked, {"check": check_code, "row": row_key, "reason": text[:500]})
    return stored


@transaction.atomic
def release(filing: Filing, explanation_id: int, actor: Actor) -> None:
    """The province lets a 准强制 check pass with its reason; without it the filing cannot be received."""
    locked = lock(filing.pk)
    if locked.state != Filing.State.REVIEWING:
        raise NotExplained("只有审核中的填报可以放行,请先点“开始审核”。")
    done = Explanation.objects.filter(pk=explanation_id, filing=locked, released_at=None).update(
        released_by=actor.account, released_at=clock.now()
    )
    if not done:
        raise NotExplained("这一条已经放行或已不存在,请刷新页面。")
    Filing.objects.filter(pk=locked.pk).changed()
    audit.record("filing.release_check", actor, locked, {"explanation": explanation_id})
