"""Accounts: one person, one account. The 系统管理员 makes and stops them, and gives nobody a duty by it."""

import secrets
from datetime import date

from django.contrib.auth.password_validation import password_changed, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from portal import access, audit, clock, identity, permissions
from portal.actor import Actor
from portal.models import Account
from portal.refusal import Refused

CREATED = audit.declare("account.create", "新建账号")
CHANGED = audit.declare("account.change", "修改账号")
STOPPED = audit.declare("account.stop", "停用账号")
STARTED = audit.declare("account.start", "启用账号")
RESET = audit.declare("account.reset", "重置口令")
PASSWORD = audit.declare("account.password", "修改口令")
PHONE = audit.declare("account.phone", "修改联系电话")
_SIGNS = set("abcdefghijklmnopqrstuvwxyz0123456789-_.")


@transaction.atomic
def create(
    username: str,
    name: str,
    actor: Actor,
    *,
    password: str | None = None,
    phone: str = "",
    expires_on: date | None = None,
    sample: bool = False,
    hashed: str = "",
) -> tuple[Account, str]:
    """A new account and its first password. Without ``password`` one is made, to be changed at the first sign-in.

    ``hashed`` is that password hashed already: the demo's accounts share one, and hashing is slow on purpose.
    """
    access.require(actor, permissions.ACCOUNTS)
    username, name = username.strip().lower(), name.strip()
    _check_names(username, name)
    given = password or new_password()
    account = Account(username=username, name=name, phone=check_phone(phone), expires_on=expires_on, sample=sample)
    if password:
        check_password_rules(password, account)
    account.must_change_password = password is None
    if hashed:
        account.password = hashed
    else:
        account.set_password(given)
    account.save()
    audit.record(CREATED, actor, account, {"username": username, "expires_on": str(expires_on or "")})
    return account, given


def _check_names(username: str, name: str) -> None:
    problems = []
    if not username or len(username) > 40 or not set(username) <= _SIGNS:
        problems.append("账号用小写字母、数字、-、_、. ,最多 40 个字符。")
    elif Account.objects.filter(username=username).exists():
        problems.append(f"账号“{username}”已经有了。一人一个账号:同一个人请增加岗位,不要新建账号。")
    if not name or len(name) > 40:
        problems.append("请填写姓名,最多 40 个字。")
    elif identity.holds_personal(name):
        problems.append("姓名里不能有身份证号或手机号。")
    if problems:
        raise Refused(problems)


@transaction.atomic
def change(account: Account, name: str, expires_on: date | None, actor: Actor) -> Account:
    """A corrected name or another last day."""
    access.require(actor, permissions.ACCOUNTS)
    locked = _lock(account)
    old = {"name": locked.name, "expires_on": str(locked.expires_on or "")}
    if not name.strip() or len(name.strip()) > 40:
        raise Refused(["请填写姓名,最多 40 个字。"])
    locked.name, locked.expires_on = name.strip(), expires_on
    locked.save()
    audit.record(
        CHANGED, actor, locked, {"old": old, "new": {"name": locked.name, "expires_on": str(expires_on or "")}}
    )
    return locked


@transaction.atomic
def set_active(account: Account, active: bool, actor: Actor) -> Account:
    """Stop an account, or let it in again. Nobody stops their own."""
    access.require(actor, permissions.ACCOUNTS)
    _not_oneself(account, actor)
    locked = _lock(account)
    if locked.is_active != active:
        locked.is_active = active
        locked.save()
        audit.record(STARTED if active else STOPPED, actor, locked)
    return locked


@transaction.atomic
def reset_password(account: Account, actor: Actor) -> str:
    """A new first password for somebody who forgot theirs; it is shown once and must be changed at the next sign-in."""
    access.require(actor, permissions.ACCOUNTS)
    _not_oneself(account, actor)
    locked, given = _lock(account), new_password()
    locked.set_password(given)
    locked.must_change_password, locked.password_changed_at = True, None
    locked.save()
    audit.record(RESET, actor, locked)
    return given


@transaction.atomic
def change_own_password(actor: Actor, old: str, new: str) -> Account:
    """A person's new password; their other sessions end with the old one."""
    account = _lock(actor.account)
    if not account.check_password(old):
        raise Refused(["原口令不对。"])
    if old == new:
        raise Refused(["新口令不能和原口令一样。"])
    check_password_rules(new, account)
    account.set_password(new)
    account.must_change_password, account.password_changed_at = False, clock.real()
    account.save()
    password_changed(new, account)
    audit.record(PASSWORD, actor, account)
    return account


@transaction.atomic
def change_own_phone(actor: Actor, phone: str) -> Account:
    """A person's own telephone; the audit notes that, not which."""
    account = _lock(actor.account)
    account.phone = check_phone(phone)
    account.save(update_fields=["phone"])
    audit.record(PHONE, actor, account)
    return account


def check_phone(phone: str) -> str:
    """A telephone as people write it, or Refused: 7 to 20 digits, with dashes, blanks, brackets or 转."""
    text = phone.strip()
    digits = sum(sign.isdigit() for sign in identity.normalise("phone", text))
    if text and (not 7 <= digits <= 20 or len(text) > 30 or not set(text) <= set("0123456789+-—() ()转")):
        raise Refused(["联系电话应为手机号或带区号的座机,如 0454-8123456 转 201。"])
    return text


def check_password_rules(password: str, account: Account) -> None:
    """Raise Refused with everything that is wrong with a password."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(error.messages) from error


def new_password() -> str:
    """A first password that can be read out over the telephone: four groups without signs that look alike."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ["".join(secrets.choice(signs) for _ in range(4)) for _ in range(3)]
    return "-".join([*groups, f"{secrets.choice('23456789')}{secrets.choice('abcdefghjkmnpq')}"])


def _lock(account: Account) -> Account:
    return Account.objects.select_for_update().get(pk=account.pk)


def _not_oneself(account: Account, actor: Actor) -> None:
    if actor.account is not None and actor.account.pk == account.pk:
        raise Refused(["不能停用或重置自己的账号。修改自己的口令请用右上角“修改口令”。"])
