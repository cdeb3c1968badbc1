"""The portal's own entries in its registries: permissions, navigation, jobs. Called once, by AppConfig.ready()."""

from portal import audit, audit_chain, handover, home, jobs, nav, permissions
from portal.services import messages

SEAL = "audit.seal"


@jobs.job(SEAL)
def seal_audit(work: jobs.Work) -> None:
    """Seal what has been written since the last minute."""
    audit_chain.seal()


def plug() -> None:
    """Register everything."""
    jobs.every(60, SEAL)
    audit.declare("keys.rotate", "更换加密密钥")  # recorded by a command
    handover.register("未读通知", messages.hand_over)
    nav.add(0, "待办", "home", permissions.HOME, home.waiting)
    nav.add(80, "账号", "accounts", permissions.ACCOUNTS)
    nav.add(82, "岗位", "duties", permissions.DUTIES)
    nav.add(84, "账号锁定", "locks", permissions.UNLOCK)
    nav.add(86, "审计", "audit", permissions.AUDIT)
    nav.add(88, "基础数据", "admin:index", permissions.ADMIN)
