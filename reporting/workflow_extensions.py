"""延期的办理: asked → granted or refused by the province; a granted one can be given another date."""

from datetime import datetime

from portal import calendar, clock
from portal.actor import Actor
from portal.models import Role
from portal.services import messages
from portal.workflow import Machine, Transition
from reporting.models import Extension, Filing
from reporting.permissions import EXTEND
from reporting.services.extensions import address_of, until_problems

State = Extension.State
EXTENSION = Machine("extension", Extension)


def _sound_date(extension: Extension, actor: Actor, data: dict) -> list[str]:
    until = data.get("until", extension.until)
    if not isinstance(until, datetime):
        return ["请填写延至的日期。"]
    return until_problems(extension.period, until)


def _another_date(extension: Extension, actor: Actor, data: dict) -> list[str]:
    return ["日期没有变。"] if data.get("until") == extension.until else []


def _grant(extension: Extension, actor: Actor, data: dict) -> dict:
    asked, extension.until = extension.until, data.get("until", extension.until)
    # Every page of the unit's filings shows another date from now on.
    Filing.objects.filter(period=extension.period, unit=extension.unit).changed()
    _tell(extension, actor, f"延期已批准,延至{calendar.deadline(extension.until, with_year=True)}")
    return {
        "asked": asked.astimezone(clock.SHANGHAI).isoformat(),
        "until": extension.until.astimezone(clock.SHANGHAI).isoformat(),
    }


def _refuse(extension: Extension, actor: Actor, data: dict) -> None:
    _tell(extension, actor, f"延期申请未批准:{data['reason'].strip()}")


def _tell(extension: Extension, actor: Actor, text: str) -> None:
    roles = [Role.FILLER, Role.LEAD]
    words = f"{extension.period.title}{text}"
    messages.send_to_holders(extension.unit, roles, words, actor, address_of(extension.period))


EXTENSION.add(
    Transition("grant", "批准延期", (State.ASKED,), State.GRANTED, EXTEND, (_sound_date,), _grant),
    Transition("refuse", "不批准延期", (State.ASKED,), State.REFUSED, EXTEND, (), _refuse, needs_reason=True),
    Transition(
        "change",
        "改延期日期",
        (State.GRANTED,),
        State.GRANTED,
        EXTEND,
        (_sound_date, _another_date),
        _grant,
        needs_reason=True,
    ),
)
