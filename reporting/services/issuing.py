"""定稿: the issue freezes which version of every unit counts; later corrections are differences against it."""

from django.db import connection, transaction
from django.utils.text import Truncator

from portal import access, audit, clock
from portal.actor import Actor
from portal.refusal import Refused
from reporting.models import Filing, Issue, Period
from reporting.permissions import FINALISE
from reporting.queries.issues import Readiness, readiness

ISSUE = audit.declare("issue.make", "定稿发布")
SHORTEST_NOTE = 6

LINES = """
INSERT INTO reporting_issueline (issue_id, version_id)
SELECT %(issue)s, received_version_id FROM reporting_filing
WHERE form = %(form)s AND period_id = %(period)s AND received_version_id IS NOT NULL
"""


@transaction.atomic
def issue(form: str, period: Period, note: str, actor: Actor) -> Issue:
    """Freeze the figures of a form and period as they are received now. Raises Refused with everything that is wrong.

    Units not received, and the province's checks that fail, are named in the issue and need a note of at least six
    characters. The filings' own step to 已定稿 is taken by ``reporting.finalising.finalise``.
    """
    access.require(actor, FINALISE)
    locked = Filing.objects.filter(form=form, period=period).order_by("pk").select_for_update(of=("self",))
    if not list(locked.values_list("pk", flat=True)):
        raise Refused(["本期没有这张表的填报。"])
    found = readiness(actor.scope, form, period)
    problems = _problems(found, note.strip())
    if problems:
        raise Refused(problems)
    words = ";".join([*found.reasons_needed, note.strip()] if note.strip() else found.reasons_needed)
    words = Truncator(words).chars(Issue._meta.get_field("note").max_length, "…")
    made = Issue.objects.create(form=form, period=period, issued_by=actor.account, issued_at=clock.now(), note=words)
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"issue": made.pk, "form": form, "period": period.pk})
        lines = cursor.rowcount
    detail = {"form": form, "period": period.code, "lines": lines, "note": words}
    audit.record(ISSUE, actor, target=made, detail=detail)
    return made


def _problems(found: Readiness, note: str) -> list[str]:
    if found.issue is not None:
        return [f"{found.spec.mark} {found.period}已定稿;以后的更正列入差异表。"]
    if len(found.absent) == len(found.found):
        return ["还没有接收任何一个市(地)的填报,不能定稿。"]
    if found.reasons_needed and len(note) < SHORTEST_NOTE:
        return [*found.reasons_needed, f"要照此定稿,请写明理由,至少 {SHORTEST_NOTE} 个字。"]
    return []
