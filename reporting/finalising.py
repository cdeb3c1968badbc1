"""定稿 as one act: the issue is made, and every received filing takes its own step to 已定稿."""

from django.db import transaction

from portal.actor import Actor
from reporting.models import Filing, Issue, Period
from reporting.services.issuing import issue
from reporting.workflows import FILING


@transaction.atomic
def finalise(form: str, period: Period, note: str, actor: Actor) -> Issue:
    """Issue a form's period. Filings under correction keep their state; the issue counts what was last received."""
    made = issue(form, period, note, actor)
    for filing in Filing.objects.filter(form=form, period=period, state=Filing.State.RECEIVED).order_by("pk"):
        FILING.perform(filing, "finalise", actor)
    return made
