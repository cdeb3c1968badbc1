"""Who acts: the person, the duty of the moment and the address, passed to every service that changes something."""

from dataclasses import dataclass
from functools import cached_property

from portal.models import Account, Duty
from portal.scope import Scope, scope_of


@dataclass(frozen=True)
class Actor:
    """One person in one duty. ``account`` is None for the portal itself (jobs, first load)."""

    account: Account | None = None
    duty: Duty | None = None
    address: str | None = None

    @cached_property
    def scope(self) -> Scope:
        """What this duty may see."""
        return scope_of(self.duty)

    @property
    def role(self) -> str:
        return self.duty.role if self.duty else ""

    @property
    def organisation(self):
        return self.duty.organisation if self.duty else None

    @property
    def duty_name(self) -> str:
        return str(self.duty) if self.duty else ("平台" if self.account is None else "无岗位")

    @property
    def name(self) -> str:
        return self.account.name if self.account else "平台"


SYSTEM = Actor()
