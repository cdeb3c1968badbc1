"""What reporting finds for the search box: filings by their unit, rows by their name, of the period in work."""

from django.db.models import Q

from portal.actor import Actor
from reporting.models import Filing, FilingRow
from reporting.queries.filings import joined
from reporting.queries.periods import current


def filings_named(actor: Actor, words: str, most: int) -> list[Filing]:
    """Filings of the current period whose unit is called so, in name, pinyin or initials."""
    named = Q(unit__name__contains=words) | Q(unit__pinyin__contains=words.lower())
    return list(
        joined().visible_to(actor.scope).filter(named, period=current()).order_by("unit__region_id", "form")[:most]
    )


def rows_named(actor: Actor, words: str, most: int) -> list[FilingRow]:
    """Rows of the current period's filings called so; a school or county finds its own."""
    related = ("filing__unit__region", "filing__edition", "filing__period")
    found = FilingRow.objects.visible_to(actor.scope).filter(filing__period=current(), label__contains=words)
    ordered = found.select_related(*related).defer("filing__edition__definition")
    return list(ordered.order_by("filing__form", "filing__unit__region_id", "position")[:most])
