"""补录: which forms of a period the province can still let in, and which it has."""

from collections import defaultdict
from dataclasses import dataclass

from portal import clock
from portal.actor import Actor
from portal.models import Organisation
from portal.queries import organisations
from reporting.models import Filing, FormEdition, Period
from reporting.queries.forms import newest_editions
from reporting.queries.periods import Due, dues_of

State = Filing.State
NEVER_SENT = (State.EMPTY, State.FILLING, State.CONFIRMING)


@dataclass(frozen=True)
class Candidate:
    """One form of one unit; ``filing`` None where the portal never made it, as it is younger than the period."""

    unit: Organisation
    edition: FormEdition
    filing: Filing | None
    locked: bool

    @property
    def able(self) -> bool:
        """Whether it can be let in, or be given another day."""
        if self.filing is None:
            return self.locked
        return self.filing.state in NEVER_SENT and (self.locked or self.filing.backfilled)


def candidates(period: Period) -> dict[Organisation, list[Candidate]]:
    """Every unit with its forms in the notice's order."""
    have = {(one.unit_id, one.form): one for one in Filing.objects.filter(period=period).defer("phone")}
    dues, editions, now = dues_of(period), newest_editions(), clock.now()
    usual = Due(period.opens_at, period.due_at, period.locks_at, False)
    return {
        unit: [
            Candidate(unit, one, have.get((unit.pk, one.code)), now >= dues.get(unit.pk, usual).locks_at)
            for one in editions
        ]
        for unit in organisations.city_bureaus()
    }


def backfilled(actor: Actor) -> dict[int, list[Filing]]:
    """The 补录 in scope by period, by form and city."""
    found = Filing.objects.visible_to(actor.scope).filter(backfill_until__isnull=False)
    by_period = defaultdict(list)
    related = ("edition", "unit__region", "backfill_by", "period")
    for one in found.select_related(*related).defer("backfill_by__phone").order_by("form", "unit__region_id"):
        by_period[one.period_id].append(one)
    return by_period
