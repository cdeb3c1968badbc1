"""代录 on the pages: the notice at the head of a form, how to begin or end it, the mark beside what was typed so."""

from collections.abc import Iterator

from django.urls import reverse

from portal import access, calendar, clock
from portal.actor import Actor
from portal.components import Badge, Button
from portal.home import Todo
from portal.models import Transition as TransitionRow
from reporting.models import Filing, FilingVersion
from reporting.permissions import STAND_IN
from reporting.presenters.states import state_badge
from reporting.queries.home import own_stand_ins
from reporting.queries.stand_in import MARK, stands_in
from reporting.workflow_stand_in import LONGEST, TYPED_IN
from reporting.workflows import FILING


def stand_in_of(actor: Actor, filing: Filing, known: dict) -> dict:
    """Who is in 代录 and why, and what this person may do about it; ``known`` spares the guards their questions."""
    may = access.may(actor, STAND_IN) and filing.state in TYPED_IN
    running = filing.stand_in_id is not None
    return {
        "running": running,
        "who": filing.stand_in.name if running else "",
        "since": calendar.stamp(filing.stand_in_since) if running else "",
        "reason": filing.stand_in_reason,
        "mine": stands_in(filing, actor),
        "may_end": may and running,
        "offered": may and not running,
        "why": FILING.blockers(filing, "stand_in", actor, known) if may and not running else [],
        "longest": LONGEST,
    }


def mark_of(filing: Filing) -> str:
    """«代录中» while it runs, «代录» of a form that the province has typed into."""
    return f"{MARK}中" if filing.stand_in_id else MARK if filing.stood_in else ""


def counted_mark(filing: Filing, version: FilingVersion | None) -> str:
    """The same of what a total counts: of the version sent, or of the cells as they stand."""
    return (MARK if version.stood_in else "") if version else mark_of(filing)


def mark_badge(filing: Filing) -> Badge | None:
    """Beside the state."""
    words = mark_of(filing)
    return Badge(f"省厅{words}", "warn") if words else None


def step_words(step: TransitionRow) -> str:
    """The name of a filing's step, with the mark where the province took it for the city."""
    return FILING.transitions[step.name].title + (f"({MARK})" if step.detail.get("stood_in") else "")


def stand_in_todos(actor: Actor) -> Iterator[Todo]:
    """The forms this person of the province is filling for a city."""
    for filing in own_stand_ins(actor):
        title = f"{MARK} {filing.unit.region.name} {filing.edition.mark} {filing.period}"
        action = Button("去填报", reverse("filing", args=[filing.pk]), label=f"去填报 {title}")
        since = f"{calendar.stamp(filing.stand_in_since)}起"
        left = calendar.left(filing.period.due_at, clock.now())
        yield Todo(title, filing.stand_in_reason, state_badge(filing), since, left, "", action)
