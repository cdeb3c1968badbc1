"""开放补录 of several forms as one act: those the portal never made are made with their rows, then each is let in."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from portal import access
from portal.actor import Actor
from portal.refusal import Refused
from reporting.models import Filing, Period
from reporting.permissions import BACKFILL
from reporting.queries.backfill import Candidate, candidates
from reporting.services.opening import open_filing
from reporting.workflow_backfill import reason_problems, until_problems
from reporting.workflows import FILING


def wanted(period: Period, chosen: Iterable[str]) -> list[Candidate]:
    """The forms a person ticked, each «unit:form»."""
    places = set(chosen)
    found = [one for line in candidates(period).values() for one in line]
    return [one for one in found if f"{one.unit.pk}:{one.edition.code}" in places]


@transaction.atomic
def open_backfill(
    period: Period, found: list[Candidate], until: datetime | None, reason: str, actor: Actor
) -> list[Filing]:
    """Let these forms in until a day. All or none: Refused says what is wrong, or whose form cannot be."""
    access.require(actor, BACKFILL)
    problems = [] if found else ["没有勾选要补录的表。请先勾选市(地)和表。"]
    problems += until_problems(until) + reason_problems(reason)
    if problems:
        raise Refused(problems)
    filings = [one.filing or open_filing(period, one.unit, one.edition) for one in found]
    return [_let_in(one, until, reason, actor) for one in filings]


def _let_in(filing: Filing, until: datetime, reason: str, actor: Actor) -> Filing:
    try:
        return FILING.perform(filing, "backfill", actor, until=until, reason=reason.strip())
    except Refused as error:
        raise Refused([f"{filing.unit.region.name} {filing.edition.mark}:{text}" for text in error.messages]) from None
