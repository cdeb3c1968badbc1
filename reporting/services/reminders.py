"""催报: a message to the people of every unit that has not sent; once a day, unless repeated on purpose."""

from dataclasses import dataclass, field

from django.db import transaction

from portal import access, audit, calendar, clock
from portal.actor import Actor
from portal.models import Organisation, Role
from portal.services import messages
from reporting.models import Filing, Period
from reporting.permissions import BOARD
from reporting.queries.board import BoardRow, board
from reporting.queries.reminders import link_of, reminded_today
from reporting.queries.standings import RECEIVED

REMIND = audit.declare("filing.remind", "催报")


@dataclass
class Reminded:
    """What became of a 催报: units that got it, those that had one today already, those with nobody to tell."""

    units: list[Organisation] = field(default_factory=list)
    people: int = 0
    already: list[Organisation] = field(default_factory=list)
    nobody: list[Organisation] = field(default_factory=list)


@transaction.atomic
def remind(period: Period, actor: Actor, unit_id: int | None = None, again: bool = False) -> Reminded:
    """Tell the filler and the lead of each unit what is missing and until when; ``unit_id``: of this unit only."""
    access.require(actor, BOARD)
    # One 催报 at a time: two clicks at once must not tell everybody twice.
    Period.objects.select_for_update().get(pk=period.pk)
    told, done = reminded_today(period), Reminded()
    for row in board(actor.scope, period, RECEIVED).waiting:
        if unit_id in (None, row.unit.pk):
            _remind(row, period, actor, done, row.unit.pk in told and not again)
    return done


def _remind(row: BoardRow, period: Period, actor: Actor, done: Reminded, leave: bool) -> None:
    if leave:
        done.already.append(row.unit)
        return
    sent = messages.send_to_holders(row.unit, [Role.FILLER, Role.LEAD], words(row, period), actor, link_of(period))
    if not sent:
        done.nobody.append(row.unit)
        return
    audit.record(REMIND, actor, target=row.unit, detail={"period": period.code, "people": len(sent)})
    done.units.append(row.unit)
    done.people += len(sent)


def words(row: BoardRow, period: Period) -> str:
    """«催报:2020年全年 附件2(未填报)、附件3(填报中 70%),12月10日24时截止。»"""
    waiting = row.called_for(clock.now())
    parts = [f"{place.filing.edition.mark}({state_words(place)})" for place in waiting]
    due = max(place.due.due_at for place in waiting)
    return f"催报:{period} {'、'.join(parts)},{calendar.deadline(due)}截止,请抓紧上报。"


def state_words(place) -> str:
    """The state, and while it is being filled how full it is."""
    word = place.filing.get_state_display()
    filling = place.filing.state == Filing.State.FILLING and not place.filing.nil
    return f"{word} {place.percent}%" if filling else word
