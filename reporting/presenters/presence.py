"""What the pulse of a form page answers: who else is there, and what they saved (docs/architecture.md)."""

from datetime import UTC, datetime

from portal import clock
from portal.actor import Actor
from reporting.models import Cell, Filing, Presence
from reporting.presenters.saving import cell_reply, redrawn
from reporting.queries.forms import spec_of
from reporting.queries.notes import notes_of
from reporting.queries.presence import cells_since
from reporting.queries.stand_in import fills
from reporting.queries.values import draft_cells, draft_rows

TOGETHER, ALONE = 5, 60  # seconds to the next pulse


def cursor(filing: Filing) -> str:
    """What a page that shows the filing as it stands has seen."""
    moment = int(filing.saved_at.timestamp() * 1_000_000) if filing.saved_at else ""
    return f"{filing.revision}.{moment}.{filing.state}"


def every(others: list[Presence]) -> int:
    """Seconds to the next pulse: quick only while somebody else is there."""
    return TOGETHER if others else ALONE


def pulse_reply(actor: Actor, filing: Filing, since: str, others: list[Presence]) -> dict | None:
    """The answer to a page that has seen ``since``; None where there is nothing to tell."""
    seen, moment, state = _read(since)
    if seen == str(filing.revision) and not others:
        return None
    told = {"others": [_other(one, filing) for one in others], "cursor": cursor(filing), "every": every(others)}
    if state not in ("", Filing.State.EMPTY, filing.state):
        told["moved"] = filing.get_state_display()
    found = cells_since(filing, actor, moment) if seen != str(filing.revision) else []
    return told | (_changes(filing, found) if found else {"cells": []})


def _read(since: str) -> tuple[str, datetime | None, str]:
    """A cursor of ours; of anything else nothing is known, and all is told."""
    revision, _, rest = since.partition(".")
    moment, _, state = rest.partition(".")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 18):
        return revision if not moment else "", None, state
    return revision, datetime.fromtimestamp(int(moment) / 1_000_000, UTC), state


def _other(one: Presence, filing: Filing) -> dict:
    """Who of another unit is there is named with the duty."""
    own = one.duty.organisation_id == filing.unit_id
    name = one.account.name if own else f"{one.duty.get_role_display()} {one.account.name}"
    return {"name": name, "place": one.place, "fills": fills(filing, Actor(one.account, one.duty))}


def _changes(filing: Filing, found: list[Cell]) -> dict:
    spec, rows = spec_of(filing.edition), draft_rows(filing)
    keys = {row.pk: row.key for row in rows}
    known = [cell for cell in found if spec.has_column(cell.column) and cell.row_id in keys]
    touched = {(keys[cell.row_id], cell.column) for cell in known}
    cells = [cell_reply(cell, spec) | _by(cell) for cell in known]
    marks = notes_of(filing).marks
    checked = [f"{cell.row_id}-{cell.column}" for cell in known if (cell.row_id, cell.column) not in marks]
    return {"cells": cells, "checked": checked} | redrawn(filing, rows, draft_cells(filing), touched)


def _by(cell: Cell) -> dict:
    who = cell.saved_by.name if cell.saved_by else ""
    return {"who": who, "when": f"{cell.saved_at.astimezone(clock.SHANGHAI):%H:%M}", "na": bool(cell.not_applicable)}
