"""What each duty may do with the portal itself. GB/T 22239: nobody can both do a thing and erase its traces."""

from portal.access import EVERYONE, grant
from portal.models import Role

HOME = grant("portal.home", *EVERYONE)
POLICY = grant("portal.policy", *EVERYONE)
# Who has business in a scope; the three administrators and the auditor keep the system and find nothing in it.
SEARCH = grant(
    "portal.search", Role.FILLER, Role.LEAD, Role.REVIEWER, Role.FINALISER, Role.SCHOOL, Role.COUNTY, Role.DATA_ADMIN
)
ACCOUNTS = grant("portal.accounts", Role.SYSTEM_ADMIN)
DUTIES = grant("portal.duties", Role.SECURITY_ADMIN)
UNLOCK = grant("portal.unlock", Role.SECURITY_ADMIN)
AUDIT = grant("portal.audit", Role.AUDITOR)
ADMIN = grant("portal.admin", Role.DATA_ADMIN)
