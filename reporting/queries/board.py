"""The province's board: every unit's filings of a period with their state, fullness, dates and figures."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from portal import calendar, clock
from portal.models import Organisation
from portal.scope import Scope
from reporting.formspec.spec import FormSpec
from reporting.models import Filing, Period, Slip
from reporting.queries import totals
from reporting.queries.periods import Due, backfill_due, comparable, dues_of
from reporting.queries.progress import progress_by_filing
from reporting.queries.province_total import province_total
from reporting.queries.standings import DRAFT, NOT_SENT, RECEIVED, Standing, expected_units, standings
from reporting.rollup import Figures

State = Filing.State


@dataclass(frozen=True)
class Place:
    """One filing on the board. ``slip`` is the return or correction that is being worked on, with its items counted."""

    standing: Standing
    due: Due
    filled: int
    expected: int
    slip: Slip | None

    @property
    def filing(self) -> Filing:
        return self.standing.filing

    @property
    def on_time(self) -> bool:
        """On time means the first sending, held against the unit's own due date (an extension moves it)."""
        first = self.standing.first_sent_at
        return first is not None and first < self.due.due_at

    def days_late(self, now: datetime) -> int:
        """Begun days past due: of the first sending, or so far where nothing was sent."""
        return calendar.days_late(self.due.due_at, self.standing.first_sent_at or now)

    def overdue(self, now: datetime) -> bool:
        """Past due and never sent."""
        return self.standing.first_sent_at is None and now >= self.due.due_at

    @property
    def missing(self) -> bool:
        """Whether the province still waits for the unit: not sent, or returned and not sent again.

        A city that corrects what was received owes nothing, wherever its correction is.
        """
        sent = self.filing.sent_version_id
        corrects = sent is not None and sent == self.filing.received_version_id
        return self.filing.state in NOT_SENT and not corrects

    def called_for(self, now: datetime) -> bool:
        """Whether 催报 is due: not while time that was granted runs, unless the province itself sent the form back."""
        granted = (
            (self.due.extended or self.due.backfill) and now < self.due.due_at and self.filing.state != State.RETURNED
        )
        return self.missing and not granted

    @property
    def percent(self) -> int:
        """How full it is; a form with a single blank never shows 100."""
        if not self.expected:
            return 100 if self.filing.nil else 0
        return self.filled * 100 // self.expected


@dataclass(frozen=True)
class BoardRow:
    """One unit with its filings by form; a form whose filing does not exist yet is absent."""

    unit: Organisation
    places: dict[str, Place]

    def called_for(self, now: datetime) -> list[Place]:
        """The filings that 催报 is about."""
        return [place for place in self.places.values() if place.called_for(now)]

    def spared(self, now: datetime) -> bool:
        """Whether only a granted extension keeps 催报 away."""
        return not self.called_for(now) and any(place.missing for place in self.places.values())


@dataclass(frozen=True)
class Board:
    """The board of one period. ``figures``: by form, the totals on the chosen basis; ``before``: a year ago.

    A year ago is read of the units that both periods count, ``alike`` of each form: three cities are not held
    against thirteen.
    """

    period: Period
    basis: str
    now: datetime
    forms: list[FormSpec]
    rows: list[BoardRow]
    figures: dict[str, totals.Totals]
    last_year: Period | None
    before: dict[str, Figures]
    alike: dict[str, set[int]]

    def places(self, form: str = "") -> list[Place]:
        """All filings, or those of one form."""
        return [place for row in self.rows for code, place in row.places.items() if form in ("", code)]

    @property
    def waiting(self) -> list[BoardRow]:
        """Units that something is missing from which should be there: those that 催报 goes to."""
        return [row for row in self.rows if row.called_for(self.now)]

    @property
    def spared(self) -> list[BoardRow]:
        """Units that have more time, granted and not over."""
        return [row for row in self.rows if row.spared(self.now)]

    def on_time(self, form: str = "") -> tuple[int, int]:
        """(first sent in time, decided): decided are those sent or past due. A 补录 is neither on time nor late."""
        usual = [place for place in self.places(form) if not place.filing.backfilled]
        decided = [place for place in usual if place.standing.first_sent_at or place.overdue(self.now)]
        return sum(place.on_time for place in decided), len(decided)


def board(scope: Scope, period: Period, basis: str) -> Board:
    """The province's board; a handful of statements per form, whatever the number of units and rows."""
    last_year = comparable(period).last_year
    both = standings(scope, [period, last_year] if last_year else [period])
    found = [one for one in both if one.filing.period_id == period.pk]
    by_form: dict[str, list[Standing]] = {}
    for one in found:
        by_form.setdefault(one.filing.form, []).append(one)
    specs = [totals.spec_in(form, ones) for form, ones in by_form.items()]
    figures = {spec.code: _totals(scope, period, basis, spec, by_form[spec.code]) for spec in specs}
    alike = _alike(found, [one for one in both if one.filing.period_id != period.pk], basis)
    before = _before(last_year, basis, by_form, alike)
    rows = _rows(expected_units(scope), _places(found, period))
    return Board(period, basis, clock.now(), specs, rows, figures, last_year, before, alike)


def _totals(scope: Scope, period: Period, basis: str, spec: FormSpec, found: list[Standing]) -> totals.Totals:
    lines = totals.read_lines(scope, spec, found, basis, by_row=False)
    return totals.Totals(spec.code, period, basis, spec, found, lines)


def _past(basis: str) -> str:
    """A year ago everything is long in, so the draft is compared with what was received."""
    return RECEIVED if basis == DRAFT else basis


def _alike(now: list[Standing], then: list[Standing], basis: str) -> dict[str, set[int]]:
    """By form, the units that are counted both now and a year ago."""
    past = {(one.filing.form, one.filing.unit_id) for one in then if one.counts(_past(basis))}
    found: dict[str, set[int]] = {one.filing.form: set() for one in now}
    for one in now:
        if one.counts(basis) and (one.filing.form, one.filing.unit_id) in past:
            found[one.filing.form].add(one.filing.unit_id)
    return found


def _before(
    period: Period | None, basis: str, by_form: dict[str, list[Standing]], alike: dict[str, set[int]]
) -> dict[str, Figures]:
    """The totals a year ago of the units counted in both."""
    if period is None:
        return {}
    editions = [max((one.filing.edition for one in ones), key=lambda e: e.number) for ones in by_form.values()]
    return {one.code: province_total(one, period, _past(basis), alike[one.code]) for one in editions}


def _places(found: list[Standing], period: Period) -> list[Place]:
    filings = [one.filing for one in found]
    full, extended, slips = progress_by_filing(filings), dues_of(period), live_slips(filings)
    usual = Due(period.opens_at, period.due_at, period.locks_at, False)
    return [
        Place(one, _due(one.filing, extended, usual), *full[one.filing.pk], slips.get(one.filing.pk)) for one in found
    ]


def _due(filing: Filing, extended: dict[int, Due], usual: Due) -> Due:
    return backfill_due(filing) or extended.get(filing.unit_id, usual)


def live_slips(filings: list[Filing]) -> dict[int, Slip]:
    """The slip each filing is worked on under, by filing, with ``marked`` and ``done`` items counted."""
    live = Slip.objects.filter(filing__in=filings, state__in=[Slip.State.OPEN, Slip.State.ANSWERED])
    counted = live.annotate(marked=Count("items"), done=Count("items", filter=Q(items__done_at__isnull=False)))
    return {slip.filing_id: slip for slip in counted}


def _rows(units: list[Organisation], places: list[Place]) -> list[BoardRow]:
    found: dict[int, dict[str, Place]] = {unit.pk: {} for unit in units}
    for place in places:
        found[place.filing.unit_id][place.filing.form] = place
    return [BoardRow(unit, found[unit.pk]) for unit in units]
