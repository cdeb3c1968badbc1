"""Who acts: the person, the duty of the moment and the address, passed to every service that changes something."""

from dataclasses import dataclass
from functools import cached_property

from portal.models import Account, Duty
from portal.scope import Scope, scope_of


@dataclass(frozen=True)
class Actor:
    """One person in one duty. ``account`` is None for a stranger, and for the portal itself (``system``)."""

    account: Account | None = None
    duty: Duty | None = None
    address: str | None = None
    system: bool = False

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

    def stands_for(self, organisation_id: int) -> bool:
        """Whether the present duty is one of this organisation."""
        return self.duty is not None and self.duty.organisation_id == organisation_id

    @property
    def duty_name(self) -> str:
        """The duty in words; who has none says so."""
        if self.duty:
            return str(self.duty)
        return "平台" if self.system else "无岗位" if self.account else "未登录"

    @property
    def name(self) -> str:
        """Whose name the audit and the messages carry."""
        if self.account:
            return self.account.name
        return "平台" if self.system else ""


SYSTEM = Actor(system=True)  # jobs, first load, commands: never a request
