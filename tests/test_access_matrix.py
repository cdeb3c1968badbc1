"""Every address × every duty, and a stranger: who may comes in, who may not gets 403, a stranger the sign-in page.

A form or slip of the city's is no 403 for whom it is out of sight: as anybody else's, it is not found.
"""

import pytest
from django.db import transaction
from django.test import Client

from portal.models import Account, Role
from portal.services import messages
from tests.pages import ACCOUNTS, BY_OBJECT, MATRIX, PUBLIC, routes
from tests.samples import Samples, account

pytestmark = pytest.mark.django_db
# Opened without a sign-in, these show no data at all: the state of the service, and the way in.
OPEN_TO_ALL = {"healthz", "signin"}
# A city's form and slip: beyond the city and the province nobody sees them, a school or county only rows of its own.
OF_A_CITY = ("filings/<int:pk>/", "slips/<int:pk>/")
OUT_OF_SIGHT = (Role.SCHOOL, Role.COUNTY, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


@pytest.fixture
def samples(demo_world, db) -> Samples:
    for who in ACCOUNTS.values():
        person = Account.objects.get(username=who)
        messages.send(person, "示例通知", _actor(person))
    return Samples()


def _actor(person):
    return _Sender(person)


class _Sender:
    """The little that a message wants to know of its sender."""

    def __init__(self, person):
        self.name, self.duty_name = person.name, ""


def ask(client: Client, method: str, url: str):
    """One request whose changes are taken back."""
    client.raise_request_exception = False
    with transaction.atomic():
        response = client.get(url) if method == "GET" else client.post(url)
        transaction.set_rollback(True)
    return response


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(account(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


def is_signin(response) -> bool:
    return response.status_code == 302 and response.url.startswith(("/signin/?", "/admin/login/"))


def test_the_matrix_knows_every_address_and_no_other():
    found = [name for name, _ in routes()]
    assert sorted(set(found) - MATRIX.keys()) == [], "an address without a row in tests/pages.py"
    assert sorted(MATRIX.keys() - set(found)) == []


def test_only_these_are_public():
    assert {name for name, entry in MATRIX.items() if entry.roles is PUBLIC} == OPEN_TO_ALL


@pytest.mark.parametrize("name", MATRIX)
def test_who_may_open(name, samples):
    entry, wrong = MATRIX[name], []
    stranger = ask(Client(), entry.method, samples.url(name, Role.FILLER))
    if entry.roles is PUBLIC:
        assert stranger.status_code == 200
        return
    if not is_signin(stranger):
        wrong.append(f"stranger {stranger.status_code}")
    for role in ACCOUNTS:
        response = ask(client_of(role), entry.method, samples.url(name, role))
        if not _as_expected(entry, role, response):
            wrong.append(f"{role} {response.status_code} {getattr(response, 'url', '')}")
    assert not wrong, "; ".join(wrong)


def _owned() -> list[tuple[str, str]]:
    """Every address of one object, with each duty of a place that has the right; of a form or slip, with all."""
    return [
        (name, role)
        for name, entry in MATRIX.items()
        if "<int:pk>" in Samples.route(name)
        for role in (Role.FILLER, Role.LEAD, Role.SCHOOL, Role.COUNTY)
        if entry.roles and (role in entry.roles or Samples.route(name).startswith(OF_A_CITY))
    ]


@pytest.mark.parametrize(("name", "role"), _owned())
def test_another_units_object_is_not_found(name, role, samples):
    url = Samples("哈尔滨").url(name, Role.REVIEWER)  # none of it is 鹤岗's, school 8's, 绥滨's or their mail
    assert ask(client_of(role), MATRIX[name].method, url).status_code == 404


def _as_expected(entry, role: str, response) -> bool:
    if role not in entry.roles:
        if role in OUT_OF_SIGHT and Samples.route(entry.name).startswith(OF_A_CITY):
            return response.status_code == 404
        return response.status_code == 403 or (entry.name.startswith("admin:") and is_signin(response))
    if (entry.name, role) in BY_OBJECT:
        return response.status_code == BY_OBJECT[entry.name, role]
    return response.status_code in (200, 302, 400, 409, 422) and not is_signin(response)
