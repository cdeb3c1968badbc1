from portal.models.account import Account, Duty, Role
from portal.models.audit import AuditBlock, AuditEntry, AuditSeal
from portal.models.demo import DemoClock
from portal.models.job import Job
from portal.models.message import Message
from portal.models.organisation import Organisation, OrganisationSpell
from portal.models.region import OUTSIDE, Region, RegionSuccession
from portal.models.transition import Transition

__all__ = [
    "OUTSIDE",
    "Account",
    "AuditBlock",
    "AuditEntry",
    "AuditSeal",
    "DemoClock",
    "Duty",
    "Job",
    "Message",
    "Organisation",
    "OrganisationSpell",
    "Region",
    "RegionSuccession",
    "Role",
    "Transition",
]
