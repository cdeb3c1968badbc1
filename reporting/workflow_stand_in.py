"""代录: the province types into the form of a city whose line is down, and hands it to the city's own 负责人.

Begun with the reason (who was spoken to), by one person at a time; the city may go on typing beside it. It ends with
the handing in (workflows.py) or by hand. Confirming stays the city's: 填表 and 确认 are two people, of two levels.
"""

from portal import clock, identity
from portal.actor import Actor
from portal.workflow import Transition
from reporting import telling
from reporting.guards import nobody_stands_in, reason_told, somebody_stands_in, within_time
from reporting.models import Filing
from reporting.permissions import STAND_IN
from reporting.queries.stand_in import MARK
from reporting.workflows import FILING, stand_down

State = Filing.State
TYPED_IN = (State.EMPTY, State.FILLING, State.RETURNED)
LONGEST = Filing._meta.get_field("stand_in_reason").max_length


def _fit_to_be_shown(filing: Filing, actor: Actor, data: dict) -> list[str]:
    """The reason stands at the head of the form for everybody who opens it."""
    words = data.get("reason", "").strip()
    if len(words) > LONGEST:
        return [f"理由最多 {LONGEST} 个字,现在是 {len(words)} 个字。"]
    return ["理由里不要写身份证号或手机号,写明与谁通话即可。"] if identity.holds_personal(words) else []


def _stays(filing: Filing) -> str:
    """The first number begins the filing, whoever types it."""
    return filing.state


def _begin(filing: Filing, actor: Actor, data: dict) -> None:
    filing.stand_in, filing.stand_in_since = actor.account, clock.now()
    filing.stand_in_reason = data["reason"].strip()
    filing.revision += 1
    telling.tell_city(filing, f"省厅 {actor.name} 开始{MARK}:{filing.stand_in_reason}", actor)


def _end(filing: Filing, actor: Actor, data: dict) -> None:
    telling.tell_city(filing, f"省厅已结束{MARK},请接着填报、送负责人确认。", actor)
    stand_down(filing)
    filing.revision += 1


FILING.add(
    Transition(
        "stand_in", "开始代录", TYPED_IN, _stays, STAND_IN,
        (nobody_stands_in, within_time, reason_told, _fit_to_be_shown), _begin, needs_reason=True,
    ),
    Transition("stand_down", "结束代录", TYPED_IN, _stays, STAND_IN, (somebody_stands_in,), _end),
)  # fmt: skip
