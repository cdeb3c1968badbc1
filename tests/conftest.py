"""What every test may use: a migrated database with the policy data, a browser, hypothesis settings."""

import os

import pytest
from django.core.management import get_commands
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from tests import databases

settings.register_profile(
    "portal", max_examples=60, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
settings.load_profile("portal")
# No flush after a committed test: the database refuses to empty the audit, and a fresh copy follows (see below).
TransactionTestCase._fixture_teardown = lambda case: None

COPY = f"test_{os.environ['TEST_RUN']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-sync",
    "--disable-domain-reliability", "--no-first-run", "--no-pings", "--disable-dev-shm-usage",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
]  # fmt: skip


@pytest.fixture(scope="session")
def policy_template(django_test_environment, django_db_blocker) -> str:
    """The name of a database with all tables and the policy data; made once per state of the tree."""
    name = f"tpl_{databases.digest()}"
    commands = ["migrate"] + [command for command in ["load_policy"] if command in get_commands()]
    with django_db_blocker.unblock():
        databases.make_template(name, commands)
    return name


@pytest.fixture(scope="session")
def django_db_setup(policy_template, django_db_blocker):
    """Replaces pytest-django's: a copy of the template instead of a migration per worker."""
    with django_db_blocker.unblock():
        databases.copy(policy_template, COPY)
        databases.point_to(COPY)
        yield
        databases.drop(COPY)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test that really committed leaves the next one a fresh copy."""
    result = yield
    marker = item.get_closest_marker("django_db")
    committed = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    if nextitem is not None and (committed or (marker and marker.kwargs.get("transaction"))):
        databases.copy(f"tpl_{databases.digest()}", COPY)
    return result


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, silent towards the network; as root it cannot have its sandbox."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET + sandbox}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """The clerk's screen."""
    return {**browser_context_args, "viewport": {"width": 1366, "height": 768}, "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai"}  # fmt: skip
