"""Sealing the audit: entries into blocks, each block's digest over its entries and the digest of the block before.

Writers never wait for one another: they insert, and a job seals what is committed, alone under an advisory lock. An
entry that commits late goes into a later block. Deleting or changing a sealed entry breaks its block; cutting off the
newest blocks shows only against a head digest noted elsewhere, which is why ``verify_audit`` prints it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from itertools import groupby

from django.db import connection, transaction

from portal import clock
from portal.models import AuditBlock, AuditEntry, AuditSeal

LOCK = (20190410, 1)  # advisory lock: one sealer at a time
BLOCK_SIZE = 5000  # entries a block holds at most: bounds the memory of sealing and of verifying
LATE = timedelta(days=1)  # no transaction stays open longer; older entries than this before a seal are sealed


@dataclass(frozen=True)
class Verdict:
    """What verifying found. ``broken`` is the first block that does not hold; ``head`` the last good digest."""

    blocks: int
    entries: int
    unsealed: int
    head: str
    broken: int | None = None
    reason: str = ""


def seal() -> int:
    """Seal every committed entry that is not sealed yet; returns how many. Does nothing while another one seals."""
    total = 0
    while count := _seal_block():
        total += count
        if count < BLOCK_SIZE:
            break
    return total


@transaction.atomic
def _seal_block() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK)
        if not cursor.fetchone()[0]:
            return 0
    last = AuditBlock.objects.order_by("-pk").first()
    entries = list(_unsealed(last).order_by("pk")[:BLOCK_SIZE])
    if not entries:
        return 0
    block = AuditBlock.objects.create(
        previous=last,
        digest=digest_of(last.digest if last else "", entries),
        entries=len(entries),
        sealed_at=clock.real(),
    )
    AuditSeal.objects.bulk_create([AuditSeal(entry=entry, block=block) for entry in entries])
    return len(entries)


def _unsealed(last: AuditBlock | None):
    found = AuditEntry.objects.filter(seal__isnull=True)
    return found.filter(real_at__gte=last.sealed_at - LATE) if last else found


def digest_of(previous: str, entries: Iterable[AuditEntry]) -> str:
    """SHA-256 over the digest before and the entries in order of their numbers, as canonical JSON lines."""
    total = hashlib.sha256(previous.encode())
    for entry in entries:
        total.update(b"\n" + canonical(entry))
    return total.hexdigest()


def canonical(entry: AuditEntry) -> bytes:
    """The one spelling of an entry that the digest covers: every column, sorted keys, UTC times."""
    values = {field.attname: getattr(entry, field.attname) for field in AuditEntry._meta.concrete_fields}
    for name in ("business_at", "real_at"):
        values[name] = values[name].astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def verify() -> Verdict:
    """Recompute every block from the first on; stops at the first that does not hold."""
    previous, blocks, total = None, 0, 0
    contents = _contents()
    for block in AuditBlock.objects.order_by("pk").iterator():
        entries = next(contents, (None, []))
        reason = _fault(block, previous, *entries)
        if reason:
            return Verdict(blocks, total, _count_unsealed(), previous.digest if previous else "", block.pk, reason)
        previous, blocks, total = block, blocks + 1, total + block.entries
    return Verdict(blocks, total, _count_unsealed(), previous.digest if previous else "")


def _contents() -> Iterator[tuple[int, list[AuditEntry]]]:
    seals = AuditSeal.objects.select_related("entry").order_by("block_id", "entry_id").iterator(chunk_size=2000)
    for block_id, group in groupby(seals, key=lambda one: one.block_id):
        yield block_id, [one.entry for one in group]


def _fault(block: AuditBlock, previous: AuditBlock | None, found_id: int | None, entries: list[AuditEntry]) -> str:
    if block.previous_id != (previous.pk if previous else None):
        return "与前一块不相连:中间的块被删除或替换"
    if found_id != block.pk or len(entries) != block.entries:
        return f"应有 {block.entries} 条,现有 {len(entries) if found_id == block.pk else 0} 条"
    if digest_of(previous.digest if previous else "", entries) != block.digest:
        return "内容与封存时不一致"
    return ""


def _count_unsealed() -> int:
    return AuditEntry.objects.filter(seal__isnull=True).count()
