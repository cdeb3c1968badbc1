"""Sign-in and what the audit keeps of it. What was typed is not kept: passwords land in wrong fields."""

from portal import audit
from portal.actor import Actor
from portal.models import Account, Duty
from portal.queries import accounts

SIGNIN = audit.declare("session.signin", "登录")
FAILED = audit.declare("session.failed", "登录失败")
LOCKED = audit.declare("session.locked", "登录锁定")
SIGNOUT = audit.declare("session.signout", "退出登录")
EXPIRED = audit.declare("session.expired", "登录超时")
SWITCH = audit.declare("session.duty", "切换岗位")


def record_signin(account: Account, actor: Actor) -> None:
    """A person came in."""
    audit.record(SIGNIN, actor, account)


def record_failure(username: str, actor: Actor, locked: bool) -> None:
    """Somebody did not: which account was tried, where it exists, and whether it is now locked."""
    account = accounts.by_username(username)
    detail = {} if account else {"account": "没有这个账号"}
    audit.record(LOCKED if locked else FAILED, actor, account, detail, refused=True)


def record_signout(actor: Actor) -> None:
    """A person left."""
    audit.record(SIGNOUT, actor, actor.account)


def record_expiry(account: Account, address: str | None) -> None:
    """A session ran out."""
    audit.record(EXPIRED, Actor(account, address=address), account)


def record_switch(actor: Actor, duty: Duty) -> None:
    """A person chose another of their own duties."""
    audit.record(SWITCH, actor, duty, {"from": actor.duty_name, "to": str(duty)})
