"""Filings and rows as the search box shows them."""

from django.urls import reverse

from portal.actor import Actor
from portal.search import MOST, Hit
from reporting.models import Filing
from reporting.queries.search import filings_named, rows_named


def find_filings(actor: Actor, words: str) -> list[Hit]:
    """Filings of the period in work."""
    return [
        Hit(f"{one.unit.region.name} {one.edition.mark}", _state(one), reverse("filing", args=[one.pk]))
        for one in filings_named(actor, words, MOST)
    ]


def find_rows(actor: Actor, words: str) -> list[Hit]:
    """Schools and counties as rows of those filings."""
    return [
        Hit(
            one.label,
            f"{one.filing.unit.region.name} {one.filing.edition.mark} · {_state(one.filing)}",
            reverse("filing-row", args=[one.filing_id, one.pk]),
        )
        for one in rows_named(actor, words, MOST)
    ]


def _state(filing: Filing) -> str:
    return f"{filing.period} {filing.get_state_display()}"
