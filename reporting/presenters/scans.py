"""The sealed sheets that lie beside a filing."""

from portal import access
from portal.actor import Actor
from reporting.models import Filing
from reporting.permissions import CITY
from reporting.presenters.paper import standing
from reporting.queries.filings import scans_of


def scan_panel(actor: Actor, filing: Filing, sent: bool) -> dict:
    """Each scan with whether its check code is that of the version received; who may add one once it was ``sent``."""
    return {
        "scans": [_drawn(filing, scan) for scan in scans_of(filing)] if sent else [],
        "may_scan": sent and actor.stands_for(filing.unit_id) and access.may(actor, CITY),
    }


def _drawn(filing: Filing, scan) -> dict:
    tone, words = standing(filing, scan.version)
    return {"scan": scan, "tone": tone, "words": words, "kb": max(scan.size // 1000, 1)}
