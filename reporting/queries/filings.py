"""Finding filings: by scope, with what pages need joined."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from portal.access import get_visible_or_404
from portal.actor import Actor
from portal.models import AuditEntry
from reporting.models import Filing, FilingRow, FilingVersion, FrozenCell, Period, Scan, Slip, SlipItem
from reporting.queries.values import CellNow

Held = dict[tuple[int, str], object]
Changed = dict[tuple[int, str], tuple[object, object]]


def joined() -> QuerySet[Filing]:
    """Filings with what every page of one shows."""
    related = ("edition", "period", "unit__region", "sent_version", "received_version")
    return Filing.objects.select_related(*related).defer("edition__definition")


def get_filing(actor: Actor, pk: int) -> Filing:
    """The filing if the actor may see it, else 404."""
    return get_visible_or_404(joined(), actor, pk=pk)


def get_row(actor: Actor, filing: Filing, pk: int) -> FilingRow:
    """A row of the filing, else 404."""
    return get_visible_or_404(FilingRow.objects.select_related("filing"), actor, pk=pk, filing=filing)


def get_row_filing(actor: Actor, pk: int, row: int) -> Filing:
    """The filing of a row in scope: a school or county reaches its own row without reaching the city's form."""
    found = get_visible_or_404(FilingRow.objects.all(), actor, pk=row, filing_id=pk)
    return joined().get(pk=found.filing_id)


def get_slip(actor: Actor, pk: int) -> Slip:
    """The slip if the actor may see its filing, else 404."""
    return get_visible_or_404(
        Slip.objects.select_related("filing__unit", "filing__edition", "filing__period"), actor, pk=pk
    )


def slips_of(actor: Actor) -> QuerySet[Slip]:
    """All slips in scope, newest first."""
    related = ("filing__unit", "filing__edition", "filing__period", "opened_by")
    return Slip.objects.visible_to(actor.scope).select_related(*related).prefetch_related("items__row")


def latest_slip(filing: Filing) -> Slip | None:
    """The slip people talk about now: asked for, open, answered or closed; those refused or dropped are history."""
    shown = [Slip.State.ASKED, Slip.State.OPEN, Slip.State.ANSWERED, Slip.State.CLOSED]
    return filing.slips.filter(state__in=shown).order_by("-opened_at", "-pk").first()


def items_of(slip: Slip) -> list[SlipItem]:
    """The items of a slip with their rows."""
    return list(slip.items.select_related("row"))


def filings_of(actor: Actor, period: Period) -> QuerySet[Filing]:
    """The filings of a period in scope, by form and unit."""
    return joined().visible_to(actor.scope).filter(period=period).order_by("form", "unit__region_id")


def sibling_revisions(filing: Filing) -> list[int]:
    """Revisions of the unit's filings of the period: checks across forms change with them."""
    same = Filing.objects.filter(unit=filing.unit_id, period=filing.period_id)
    return list(same.order_by("pk").values_list("revision", flat=True))


def versions_of(filing: Filing) -> list[FilingVersion]:
    """What was sent, newest first."""
    return list(filing.versions.select_related("confirmed_by").order_by("-number"))


def scans_of(filing: Filing) -> list[Scan]:
    """The scans of sealed sheets beside the filing, newest first, without their content."""
    return list(filing.scans.select_related("version", "by").defer("content", "by__phone"))


def cell_changes(filing: Filing, row: int, column: str, most: int = 20) -> list[AuditEntry]:
    """Who changed this cell from what to what, newest first."""
    about = AuditEntry.objects.filter(target_type="reporting.filing", target_id=filing.pk, action="filing.cell")
    return list(about.filter(detail__row=row, detail__column=column).order_by("-pk")[:most])


def version_differences(filing: Filing) -> Changed:
    """Cells of the version last sent that differ from the version before: (row id, column) → (before, now)."""
    if filing.sent_version_id is None:
        return {}
    versions = list(filing.versions.order_by("-number").values_list("pk", flat=True)[:2])
    return _differences(_frozen(versions[1]), _frozen(versions[0])) if len(versions) == 2 else {}


def slip_differences(slip: Slip, now: Iterable[CellNow]) -> Changed:
    """Cells as they stand that differ from the version an open slip went back to."""
    held = {(one.row_id, one.column): _held(one.value, one.text, one.not_applicable) for one in now}
    return _differences(_frozen(slip.version_id), held)


def _differences(old: Held, new: Held) -> Changed:
    return {place: (old.get(place), new.get(place)) for place in {**old, **new} if old.get(place) != new.get(place)}


def _frozen(version: int) -> Held:
    rows = FrozenCell.objects.filter(version_id=version).values_list(
        "row_id", "column", "value", "text", "not_applicable"
    )
    return {(row, column): _held(value, text, na) for row, column, value, text, na in rows}


def _held(value: Decimal | None, text: str, not_applicable: str | None) -> object:
    return "—" if not_applicable else value if value is not None else text or None
