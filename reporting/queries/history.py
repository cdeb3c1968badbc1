"""历年报表: every period and form with where it stood and stands."""

from dataclasses import dataclass

from portal.scope import Scope
from reporting.models import Period
from reporting.queries import periods
from reporting.queries.standings import RECEIVED, Standing, standings


@dataclass(frozen=True)
class Past:
    """One form of one period as a scope sees it: all units, or one's own."""

    form: str
    title: str
    mark: str
    period: Period
    found: list[Standing]

    @property
    def received(self) -> int:
        return sum(one.counts(RECEIVED) for one in self.found)

    @property
    def nil(self) -> int:
        return sum(one.nil(RECEIVED) for one in self.found)

    @property
    def backfilled(self) -> int:
        """How many were let in after the period's lock."""
        return sum(one.filing.backfilled for one in self.found)

    @property
    def issued(self) -> bool:
        return any(one.issued is not None for one in self.found)

    @property
    def changed(self) -> int:
        """Filings whose received version is no longer the one that was issued."""
        return sum(one.issued is not None and one.filing.received_version_id != one.issued.pk for one in self.found)

    @property
    def own(self) -> Standing:
        """For a scope of one unit: its filing."""
        return self.found[0]


def history(scope: Scope) -> list[Past]:
    """Opened periods, the latest first, form by form, in three queries whatever the number of years."""
    opened = periods.opened()
    by_place: dict[tuple[int, str], list[Standing]] = {}
    for one in standings(scope, opened):
        by_place.setdefault((one.filing.period_id, one.filing.form), []).append(one)
    forms = sorted({form for _period, form in by_place})
    return [
        _past(form, period, by_place[period.pk, form])
        for period in opened
        for form in forms
        if (period.pk, form) in by_place
    ]


def _past(form: str, period: Period, found: list[Standing]) -> Past:
    edition = found[0].filing.edition
    return Past(form, edition.title, edition.mark, period, found)
