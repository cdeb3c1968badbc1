"""People who can sign in, made by the administrators' own services.

``a_person("filler", a_city("佳木斯"))`` gives the Actor; its account signs in with ``PASSWORD``.
"""

from datetime import date

from portal.actor import SYSTEM, Actor
from portal.models import Account, Organisation
from portal.services import accounts, duties

PASSWORD = "shili-2020-kouling"
SINCE = date(2019, 1, 1)
ADDRESS = "127.0.0.1"


def an_empty_account(username: str, name: str = "示例某人", password: str = PASSWORD) -> Account:
    """An account without any duty."""
    account, _ = accounts.create(username, name, SYSTEM, password=password, sample=True)
    return account


def a_person(role: str, organisation: Organisation, username: str = "", name: str = "", since: date = SINCE) -> Actor:
    """A person with one duty, as the actor that services take."""
    number = Account.objects.count() + 1
    account = an_empty_account(username or f"{role.replace('_', '-')}-{number}", name or f"示例{number}")
    return with_duty(account, role, organisation, since)


def with_duty(account: Account, role: str, organisation: Organisation, since: date = SINCE) -> Actor:
    """The same person in a further duty."""
    duty = duties.appoint(account, role, organisation, SYSTEM, valid_from=since)
    return Actor(account, duty, ADDRESS)
