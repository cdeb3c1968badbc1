"""Filings as they come to be: each step through the services that people use.

``a_filing("佳木斯", "attachment2", "2020Y").filled().explained().sent().received()``. Steps before the one asked for
are not taken by themselves, except that ``sent`` hands in first and ``received`` and ``returned`` begin the review.
With ``at`` the steps happen at that moment and a few hours after one another; without it at the clock of the caller.
"""

from contextlib import contextmanager
from datetime import date, datetime, timedelta

from portal import clock
from portal.actor import Actor
from portal.models import Duty, Organisation, Role
from portal.queries import accounts
from reporting.formspec.spec import Column
from reporting.formspec.values import plain_value
from reporting.handing import hand_rows, take_step
from reporting.models import Cell, Filing, FilingRow, Period, Slip
from reporting.presenters.paper import version_paper
from reporting.queries.filings import get_filing
from reporting.queries.forms import spec_of
from reporting.queries.reasons import judge
from reporting.renderers.pdf import filing_pdf
from reporting.services import filling, opening, rows
from reporting.services.attachments import attach
from reporting.services.explaining import explain, release
from reporting.services.scans import add_scan
from reporting.services.slips import Marked
from reporting.workflows import FILING, SLIPS, ask_correction, type_cells
from tests.builders import numbers
from tests.builders.files import a_pdf
from tests.builders.people import ADDRESS, a_person
from tests.builders.places import a_city, the_province

TRAINS_ONLY = "职业培训机构不招收学生"
OPENS, CLOSES, WEEKEND = 9, 17, (5, 6)
REASON = "示例:已逐项核对,数字属实"


def the_period(code: str) -> Period:
    """The period with its filings made."""
    period = Period.objects.get(code=code)
    opening.open_filings(period)
    return period


def someone(role: str, organisation: Organisation) -> Actor:
    """Who holds the duty today; a new person where nobody does."""
    held: list[Duty] = accounts.holders(organisation, [role], clock.today())
    return Actor(held[0].account, held[0], ADDRESS) if held else a_person(role, organisation)


def a_filing(city: str, form: str, period: str, at: datetime | None = None) -> "AFiling":
    """The filing of a city, e.g. ``a_filing("佳木斯", "attachment2", "2020Y")``."""
    return AFiling(a_city(city), form, the_period(period), at)


def in_office(moment: datetime) -> datetime:
    """The moment, or where the office is closed then, the next morning it is open."""
    moment = moment.astimezone(clock.SHANGHAI)
    if moment.hour >= CLOSES:
        moment = moment.replace(hour=OPENS) + timedelta(days=1)
    while moment.weekday() in WEEKEND or moment.hour < OPENS:
        moment = moment.replace(hour=OPENS) + timedelta(days=moment.weekday() in WEEKEND)
    return moment


class AFiling:
    """A filing on its way. ``now`` is the filing as it stands."""

    def __init__(self, unit: Organisation, form: str, period: Period, at: datetime | None = None):
        self.unit, self.at, self.season = unit, at, numbers.Season.of(period.code)
        self.pk = Filing.objects.get(unit=unit, form=form, period=period).pk
        with self._time(timedelta(0)):
            self.filler, self.lead = someone(Role.FILLER, unit), someone(Role.LEAD, unit)
            self.reviewer = someone(Role.REVIEWER, the_province())

    @property
    def now(self) -> Filing:
        return get_filing(self.filler, self.pk)

    @contextmanager
    def _time(self, pause: timedelta = timedelta(hours=2)):
        if self.at is None:
            yield
            return
        with clock.frozen(self.at):
            yield
        self.at = in_office(self.at + pause)

    def row(self, label: str) -> FilingRow:
        """The row whose name begins so."""
        return self.now.rows.get(label__startswith=label)

    def typed(self, values: dict[tuple[int, str], object]) -> "AFiling":
        """Type values by (row id, column); numbers or texts, None clears."""
        filing = self.now
        spec = spec_of(filing.edition)
        have = Cell.objects.filter(row__filing=filing).values_list("row_id", "column", "version")
        versions = {(row, column): version for row, column, version in have}
        edits = [
            filling.Edit(row, key, _text(value, spec.column(key)), versions.get((row, key), 0))
            for (row, key), value in values.items()
        ]
        with self._time():
            outcome = type_cells(filing, edits, self.filler)
        if outcome.refused or outcome.conflicts:
            raise AssertionError([*outcome.refused, *outcome.conflicts])
        return self

    def filled(self, changed: dict[tuple[str, str], object] | None = None, but: int = 0) -> "AFiling":
        """Plausible numbers in every row, leaving the last ``but`` rows blank.

        ``changed`` sets single cells by (beginning of the row's name, column), e.g. ``{("富锦", "c7"): 14}``.
        """
        filing = self.now
        lines = [row for row in filing.rows.select_related("school", "region") if not row.struck]
        values, nought = {}, []
        for row in lines[: len(lines) - but]:
            for column, value in self._numbers(filing, row).items():
                if value is None:
                    nought.append((row, column))
                else:
                    values[row.pk, column] = value
        for (label, column), value in (changed or {}).items():
            row = next(line for line in lines if line.label.startswith(label))
            values[row.pk, column] = value
        self.typed(values)
        return self.not_applicable(nought, TRAINS_ONLY)

    def _numbers(self, filing: Filing, row: FilingRow) -> numbers.Numbers:
        if filing.edition.axis == "counties":
            return numbers.county(row.key, row.label, self.season)
        kind = row.school.kind if row.school else ""
        return numbers.school(row.label, self.season, kind == Organisation.Kind.TRAINING)

    def not_applicable(self, places: list[tuple[FilingRow, str]], reason: str) -> "AFiling":
        """Mark cells 不适用."""
        filing = self.now
        with self._time(timedelta(0)):
            for row, column in places:
                problem = filling.set_not_applicable(filing, row.pk, column, reason, self.filler)
                if problem:
                    raise AssertionError(problem)
        return self

    def struck(self, reason: str) -> "AFiling":
        """Every row is noted as not reported this time."""
        filing = self.now
        with self._time():
            for row in filing.rows.all():
                rows.strike(filing, row, reason, self.filler)
        return self

    def nil(self, reason: str) -> "AFiling":
        """零报告."""
        return self.step("declare_nil", self.filler, reason=reason)

    def explained(self, reason: str = REASON) -> "AFiling":
        """A reason for every failed check that wants one."""
        filing = self.now
        with self._time():
            for one in judge(filing):
                if one.waits:
                    explain(filing, one.finding.check, one.finding.row_key, reason, self.filler)
        return self

    def step(self, name: str, actor: Actor, **data) -> "AFiling":
        """Any step of the machine."""
        with self._time():
            FILING.perform(self.now, name, actor, **data)
        return self

    def by(self, person: Actor) -> "AFiling":
        """Who fills from here on: another of the unit, or of the province in 代录."""
        self.filler = person
        return self

    def handed_on(self, labels: list[str], until: date, note: str = "") -> "AFiling":
        """Rows given to the schools or counties they are about."""
        with self._time():
            hand_rows(self.now, [self.row(label) for label in labels], until, note, self.filler)
        return self

    def row_step(self, label: str, name: str, actor: Actor, **data) -> "AFiling":
        """A later step of a row handed on: confirm, return, take_back."""
        with self._time():
            take_step(self.row(label).task, name, actor, **data)
        return self

    def attached(self, label: str, name: str, actor: Actor) -> "AFiling":
        """The school or county lays a file beside its row."""
        with self._time(timedelta(0)):
            attach(self.row(label), name, a_pdf(), actor)
        return self

    def handed_in(self) -> "AFiling":
        """To the 负责人."""
        return self.step("submit", self.filler)

    def sent(self) -> "AFiling":
        """Confirmed by the 负责人 and sent to the province."""
        if self.now.state != Filing.State.CONFIRMING:
            self.handed_in()
        return self.step("confirm", self.lead)

    def scanned(self) -> "AFiling":
        """The sheet of the version last sent is uploaded again, as if it had been printed, sealed and scanned."""
        with self._time(timedelta(0)):
            filing = self.now
            paper = version_paper(filing, filing.sent_version)
            add_scan(filing, filing_pdf(paper | {"link": ""}), paper["code"], self.filler)
        return self

    def in_review(self) -> "AFiling":
        """The province has begun."""
        return self if self.now.state == Filing.State.REVIEWING else self.step("review", self.reviewer)

    def received(self) -> "AFiling":
        """Taken by the province."""
        return self.in_review().step("receive", self.reviewer)

    def released(self) -> "AFiling":
        """The province lets every failed 准强制 check pass with its reason."""
        with self._time():
            for one in judge(self.now):
                if one.held:
                    release(self.now, one.explanation.pk, self.reviewer)
        return self

    def returned(self, marks: list[tuple[FilingRow, str, str]], reason: str) -> "AFiling":
        """Sent back with marked cells: (row, column, remark)."""
        found = [Marked(row.pk, column, note) for row, column, note in marks]
        return self.in_review().step("return", self.reviewer, reason=reason, marks=found)

    def asking(self, marks: list[tuple[FilingRow, str]], reason: str) -> "AFiling":
        """The city asks for a correction."""
        with self._time():
            ask_correction(self.now, reason, [Marked(row.pk, column) for row, column in marks], self.filler)
        return self

    def granted(self) -> "AFiling":
        """The province grants the correction that was asked for."""
        with self._time():
            SLIPS.perform(self.now.slips.get(state=Slip.State.ASKED), "grant", self.reviewer)
        return self


def _text(value: object, column: Column) -> str:
    return value if isinstance(value, str) else plain_value(value, column)
