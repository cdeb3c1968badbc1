"""附件 beside a row handed on: added and removed by the school or county while the row is in its hands."""

from hashlib import sha256

from django.db import transaction

from portal import audit, clock, identity
from portal.actor import Actor
from portal.refusal import Refused
from reporting.models import Attachment, Filing, FilingRow
from reporting.queries.gate import gate
from reporting.queries.tasks import own_tasks
from reporting.services.filling import lock
from reporting.services.scans import kind_of

MOST = 5
ADD = audit.declare("filing.attach", "上传行附件")
REMOVE = audit.declare("filing.attach_remove", "删除行附件")
VIEWED = audit.declare("filing.attach_view", "下载行附件")
LONGEST = Attachment._meta.get_field("name").max_length


@transaction.atomic
def attach(row: FilingRow, name: str, content: bytes, actor: Actor) -> Attachment:
    """Keep a file beside the row. Raises Refused with what is wrong; nothing is kept then."""
    filing = _in_hand(row, actor)
    kind, digest = kind_of(content, "附件"), sha256(content).hexdigest()
    if identity.holds_personal(name):
        raise Refused(["文件名里不要有身份证号或手机号,请改名后再上传。"])
    there = list(row.attachments.values_list("digest", flat=True))
    if digest in there:
        raise Refused([f"“{name[:LONGEST]}”已经上传过了。"])
    if len(there) >= MOST:
        raise Refused([f"“{row.label}”已有 {MOST} 个附件,最多 {MOST} 个。请先删去不用的,或合成一个 PDF。"])
    kept = Attachment.objects.create(
        row=row,
        name=name[:LONGEST],
        kind=kind,
        size=len(content),
        digest=digest,
        content=content,
        by=actor.account,
        at=clock.now(),
    )
    _record(ADD, filing, kept, actor)
    return kept


@transaction.atomic
def detach(row: FilingRow, pk: int, actor: Actor) -> str:
    """Take a file away again; its name. The audit keeps what it was."""
    filing = _in_hand(row, actor)
    found = row.attachments.filter(pk=pk).defer("content").first()
    if found is None:
        raise Refused(["这个附件已经不在了,请刷新页面。"])
    _record(REMOVE, filing, found, actor)
    found.delete()
    return found.name


def _in_hand(row: FilingRow, actor: Actor) -> Filing:
    """The filing, locked: the row is with this school or county, and the city itself might type into it now."""
    filing = lock(row.filing_id)
    door = gate(filing, actor)
    out = any(one.row_id == row.pk and one.out for one in own_tasks(filing, actor.scope))
    if not door.open or not out:
        raise Refused([door.why_shut(row.pk)])
    return filing


def _record(action: str, filing: Filing, file: Attachment, actor: Actor) -> None:
    Filing.objects.filter(pk=filing.pk).changed()
    detail = {"row": file.row_id, "file": file.name, "kind": file.kind, "size": file.size, "digest": file.digest}
    audit.record(action, actor, filing, detail)
