"""Where every unit's filing stands in one or several periods, and which version each basis counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Subquery

from portal.models import Organisation
from portal.queries import organisations
from portal.scope import Scope
from reporting.models import Filing, FilingRow, FilingVersion, IssueLine, Period

State = Filing.State
RECEIVED, SENT, ISSUED, DRAFT = "received", "sent", "issued", "draft"
BASES = {RECEIVED: "已接收", SENT: "含已上报", ISSUED: "定稿", DRAFT: "全部已填"}
UNIT_SCOPES = ("province", "city")  # these see whole filings; a school or a county sees its own rows only
NOT_SENT = (State.EMPTY, State.FILLING, State.CONFIRMING, State.RETURNED)


@dataclass(frozen=True)
class Standing:
    """One filing with the versions that count. ``issued`` is the version of the province's issue."""

    filing: Filing
    issued: FilingVersion | None

    @property
    def unit(self) -> Organisation:
        return self.filing.unit

    @property
    def city(self) -> str:
        """The name of the 市(地)."""
        return self.filing.unit.region.name

    @property
    def code(self) -> str:
        return self.filing.unit.region_id

    def version(self, basis: str) -> FilingVersion | None:
        """The frozen version that ``basis`` counts; None where there is none (and for the draft)."""
        if basis == ISSUED:
            return self.issued
        if basis == SENT and not self.recalled:
            return self.filing.sent_version
        return self.filing.received_version if basis in (RECEIVED, SENT) else None

    @property
    def recalled(self) -> bool:
        """Sent once and taken back by the city: nothing of it is 已上报 now."""
        return self.filing.state == State.FILLING and self.filing.sent_version_id is not None

    def overtaken(self, basis: str) -> bool:
        """Whether the received or issued figures that ``basis`` counts are being corrected, or were."""
        version, received = self.version(basis), self.filing.received_version
        if version is None or received is None:
            return False
        return self.filing.state not in (State.RECEIVED, State.FINAL) if version == received else basis == ISSUED

    def counts(self, basis: str) -> bool:
        """Whether the filing is among those that ``basis`` counts."""
        return True if basis == DRAFT else self.version(basis) is not None

    def nil(self, basis: str) -> bool:
        """Whether it counts as a nil return."""
        version = self.version(basis)
        return self.filing.nil if basis == DRAFT else version is not None and version.nil

    @property
    def first_sent_at(self) -> datetime | None:
        return self.filing.first_sent_at


def reached(scope: Scope) -> QuerySet[Filing]:
    """The filings whose figures ``scope`` may read: a unit's own, all for the province; else those with its rows."""
    if scope.level in UNIT_SCOPES:
        return Filing.objects.visible_to(scope)
    return Filing.objects.filter(pk__in=FilingRow.objects.visible_to(scope).values("filing"))


def own_rows(scope: Scope, filings: Iterable[int]) -> list[int] | None:
    """The rows a school or county may read of these filings; None: all of them."""
    if scope.level in UNIT_SCOPES:
        return None
    return list(FilingRow.objects.visible_to(scope).filter(filing__in=list(filings)).values_list("pk", flat=True))


def standings(scope: Scope, periods: Iterable[Period], form: str = "") -> list[Standing]:
    """The filings of ``periods`` (of one form, or of all) by form and code of the city, in two queries."""
    wanted = list(periods)
    found = reached(scope).filter(period__in=wanted)
    lines = IssueLine.objects.filter(issue__period__in=wanted).select_related("version")
    if form:
        found, lines = found.filter(form=form), lines.filter(issue__form=form)
    issued = {line.version.filing_id: line.version for line in lines}
    related = ("edition", "period", "unit__region", "sent_version", "received_version")
    ordered = found.select_related(*related).order_by("form", "unit__region_id")
    return [Standing(filing, issued.get(filing.pk)) for filing in ordered]


def expected_units(scope: Scope) -> list[Organisation]:
    """The units that report, as far as the scope reaches: 13 for the province."""
    return list(organisations.city_bureaus().visible_to(scope)) if scope.level in UNIT_SCOPES else []


def units_counted() -> Subquery:
    """How many units report, inside another statement: also those the portal made no filing of (a 补录's period)."""
    cities = Organisation.objects.filter(kind=Organisation.Kind.CITY).order_by().values("kind")
    return Subquery(cities.annotate(all=Count("pk")).values("all"))
