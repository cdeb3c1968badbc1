"""State in one place: perform() is the only writer of a state.

Lock the row → source → permission → guards (all messages at once) → effect → state → history row → audit, in one
transaction. ``available`` draws the buttons, ``blockers`` says what is wrong.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from portal import access, audit, clock
from portal.actor import Actor
from portal.models import Transition as TransitionRow
from portal.refusal import Refused

__all__ = ["Machine", "Refused", "Transition", "history"]

Guard = Callable[[models.Model, Actor, dict], Iterable[str]]
Effect = Callable[[models.Model, Actor, dict], dict | None]


@dataclass(frozen=True)
class Transition:
    """One arrow of a machine. ``guards`` say what is wrong with the data, ``permission`` who may try."""

    name: str
    title: str
    source: tuple[str, ...]
    target: str | Callable[[models.Model], str]
    permission: str
    guards: tuple[Guard, ...] = ()
    effect: Effect | None = None
    needs_reason: bool = False


@dataclass
class Machine:
    """The transitions of one model's ``state`` field."""

    name: str
    model: type[models.Model]
    transitions: dict[str, Transition] = field(default_factory=dict)

    def add(self, *transitions: Transition) -> None:
        """Declare transitions; a name is used once."""
        for one in transitions:
            if one.name in self.transitions:
                raise ValueError(f"{self.name}: transition {one.name} declared twice")
            self.transitions[one.name] = one
            audit.declare(f"{self.name}.{one.name}", one.title)

    def available(self, obj: models.Model, actor: Actor) -> list[Transition]:
        """The steps this person may try from the present state (guards not asked)."""
        return [t for t in self.transitions.values() if obj.state in t.source and access.may(actor, t.permission)]

    def blockers(self, obj: models.Model, name: str, actor: Actor, data: dict | None = None) -> list[str]:
        """Everything that keeps the step from being taken now, as messages."""
        given = dict(data or {})  # one for all guards: what one works out, the next need not
        return [text for guard in self.transitions[name].guards for text in guard(obj, actor, given)]

    def perform(self, obj: models.Model, name: str, actor: Actor, **data) -> models.Model:
        """Take the step or raise Refused / PermissionDenied; returns the object as it now is.

        ``data`` goes to guards and effect; ``reason`` among it is kept with the history row.
        """
        step = self.transitions.get(name)
        if step is None:
            raise Refused(["没有这一步。"])
        with transaction.atomic():
            locked = self.model.objects.select_for_update().get(pk=obj.pk)
            self._check(step, locked, actor, data)
            source = locked.state
            detail = (step.effect(locked, actor, data) if step.effect else None) or {}
            locked.state = step.target(locked) if callable(step.target) else step.target
            locked.save()
            self._write_history(step, locked, actor, source, data.get("reason", ""), detail)
        return locked

    def _check(self, step: Transition, obj: models.Model, actor: Actor, data: dict) -> None:
        if not access.may(actor, step.permission):
            raise PermissionDenied(f"您的岗位不能“{step.title}”。")
        if obj.state not in step.source:
            raise Refused([f"现在是“{obj.get_state_display()}”,不能“{step.title}”。可能别人刚刚办过,请刷新页面。"])
        if step.needs_reason and not str(data.get("reason", "")).strip():
            raise Refused([f"“{step.title}”要写明理由。"])
        messages = [text for guard in step.guards for text in guard(obj, actor, data)]
        if messages:
            raise Refused(messages)

    def _write_history(self, step, obj, actor, source, reason, detail) -> None:
        TransitionRow.objects.create(
            machine=self.name,
            object_id=obj.pk,
            name=step.name,
            source=source,
            target=obj.state,
            actor=actor.account,
            duty=actor.duty_name,
            at=clock.now(),
            real_at=clock.real(),
            reason=reason,
            detail=detail,
        )
        audit.record(
            f"{self.name}.{step.name}",
            actor,
            target=obj,
            detail={"from": source, "to": obj.state, "reason": reason, **detail},
        )


def history(machine: Machine, obj: models.Model):
    """The steps an object took, oldest first."""
    return TransitionRow.objects.filter(machine=machine.name, object_id=obj.pk).select_related("actor")
