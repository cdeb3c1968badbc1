"""The demo's accounts in groups, as the sign-in page and ``make run`` list them."""

from dataclasses import dataclass, field

from portal.models import Duty, Role


@dataclass
class Group:
    """A heading and its accounts: (user name, whose it is)."""

    title: str
    accounts: list[tuple[str, str]] = field(default_factory=list)


ROLES = {
    "省厅": (Role.REVIEWER, Role.FINALISER, Role.DATA_ADMIN),
    "三员(系统管理、安全管理、审计)": (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR),
    "市(地)填表人": (Role.FILLER,),
    "市(地)负责人": (Role.LEAD,),
    "院校": (Role.SCHOOL,),
    "县": (Role.COUNTY,),
}


def groups(duties: list[Duty]) -> list[Group]:
    """Group the duties by kind; a group nobody belongs to is left out."""
    found = {title: Group(title) for title in ROLES}
    title_of = {role: title for title, roles in ROLES.items() for role in roles}
    for duty in duties:
        found[title_of[duty.role]].accounts.append((duty.account.username, _whose(duty)))
    return [group for group in found.values() if group.accounts]


def _whose(duty: Duty) -> str:
    if duty.role in (Role.FILLER, Role.LEAD):
        return duty.organisation.region.name
    if duty.role in (Role.SCHOOL, Role.COUNTY):
        return duty.organisation.name
    return duty.get_role_display()
