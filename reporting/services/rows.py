"""Rows of a filing: taking in what the register gained, striking one that does not apply, the head's telephone."""

from django.db import transaction

from portal import audit
from portal.actor import Actor
from portal.refusal import Refused
from reporting.models import Cell, Filing, FilingRow
from reporting.queries.gate import gate
from reporting.queries.subjects import free_subject, missing_subjects
from reporting.services.filling import lock
from reporting.services.opening import append_rows


def _open(filing: Filing, actor: Actor, row: FilingRow | None = None) -> Filing:
    locked = lock(filing.pk)
    door = gate(locked, actor)
    if row and row.pk in door.handed:
        raise Refused([door.handed[row.pk]])
    if not door.whole and not (row and door.allows(row.pk, "")):
        raise Refused([door.why or f"{door.slip.paper}只开放所列各格,不能增减行。"])
    return locked


@transaction.atomic
def take_in_missing(filing: Filing, actor: Actor) -> list[FilingRow]:
    """Add a row for every school (county) that the register holds and the filing lacks."""
    locked = _open(filing, actor)
    rows = append_rows(locked, missing_subjects(locked, set(locked.rows.values_list("key", flat=True))))
    audit.record("filing.row_add", actor, locked, {"rows": [row.label for row in rows]})
    return rows


@transaction.atomic
def add_free_row(filing: Filing, label: str, actor: Actor) -> FilingRow:
    """Add a line of a form whose rows are free text; a label stands once."""
    locked, words = _open(filing, actor), label.strip()[:80]
    if locked.edition.axis != "free":
        raise Refused(["本表的行来自登记册,不能自由增加。"])
    if not words:
        raise Refused(["请填写行的名称。"])
    if locked.rows.filter(label=words).exists():
        raise Refused([f"已经有“{words}”这一行。"])
    row = append_rows(locked, [free_subject(words)])[0]
    audit.record("filing.row_add", actor, locked, {"rows": [words]})
    return row


@transaction.atomic
def strike(filing: Filing, row: FilingRow, reason: str, actor: Actor) -> None:
    """Say that a row does not apply this time, with the reason; an empty reason takes the row up again.

    A row with numbers in it is not struck: they would vanish from the sum without a word.
    """
    locked, words = _open(filing, actor, row), reason.strip()[:200]
    if words and Cell.objects.filter(row=row).exclude(value=None).exists():
        raise Refused([f"“{row.label}”已经填了数。请先清空本行,再注明本期不填。"])
    FilingRow.objects.filter(pk=row.pk).update(struck=words)
    Filing.objects.filter(pk=locked.pk).changed()
    audit.record("filing.row_strike", actor, locked, {"row": row.label, "old": row.struck, "new": words})


@transaction.atomic
def set_phone(filing: Filing, phone: str, actor: Actor) -> None:
    """The filler's 联系电话: shown to the province, not printed. The audit does not hold the number."""
    locked = lock(filing.pk)
    if locked.unit_id != actor.organisation.pk:
        raise Refused(["这是别的单位的填报。"])
    words = phone.strip()
    if words and not (7 <= sum(letter.isdigit() for letter in words) <= 15 and set(words) <= set("0123456789-+ ()")):
        raise Refused([f"电话“{words}”读不懂。请写区号和号码,例如 0454-1234567,或 11 位手机号。"])
    locked.phone = words
    locked.revision += 1
    locked.save(update_fields=["phone", "revision"])
    audit.record("filing.phone", actor, locked)
