"""What every test may use: a migrated database with the policy data, a browser, hypothesis settings."""

import os
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck, settings

from portal import clock
from tests import databases

settings.register_profile(
    "portal", max_examples=60, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
settings.load_profile("portal")
# No flush after a committed test: the database refuses to empty the audit, and a fresh copy follows (see below).
TransactionTestCase._fixture_teardown = lambda case: None

COPY = f"test_{os.environ['TEST_RUN']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
DEMO_COPY = f"{COPY}_demo"
DEMO_BEGINS = clock.at(2020, 12, 3, 9)
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
    with django_db_blocker.unblock():
        databases.make_template(name, ["migrate", "load_policy"])
    return name


@pytest.fixture(scope="session")
def demo_template(policy_template, django_db_blocker) -> str:
    """The name of a database with the demo world of `make run` (hence of the same builders)."""
    name = f"tpl_demo_{databases.digest('tests/builders')}"
    with django_db_blocker.unblock(), as_demo():
        databases.make_template(name, ["build_demo"], base=policy_template)
    databases.point_to(COPY)
    return name


@contextmanager
def as_demo():
    """Demo mode: its settings, and the business clock at the demo's beginning."""
    with override_settings(DEMO=True):
        clock.shift(DEMO_BEGINS - clock.real())
        try:
            yield
        finally:
            clock.shift(timedelta(0))


@pytest.fixture(scope="session")
def django_db_setup(policy_template, django_db_blocker):
    """Replaces pytest-django's: a copy of the template instead of a migration per worker."""
    with django_db_blocker.unblock():
        databases.copy(policy_template, COPY)
        databases.point_to(COPY)
        yield
        databases.drop(COPY)


@pytest.fixture(scope="session")
def demo_copy(django_db_setup, demo_template) -> str:
    """This worker's own demo world."""
    databases.copy(demo_template, DEMO_COPY)
    yield DEMO_COPY
    databases.drop(DEMO_COPY)


@pytest.fixture
def database(request):
    """Which database the test gets; comes before pytest-django opens it."""
    if "demo_world" not in request.fixturenames:
        yield
        return
    databases.point_to(request.getfixturevalue("demo_copy"))
    with as_demo():
        yield
    databases.point_to(COPY)


@pytest.fixture
def demo_world(database):
    """Ask for it beside ``db`` or ``live_server``: demo mode and its world, on 2020-12-03 at nine."""


@pytest.fixture(autouse=True)
def _django_db_helper(database, _django_db_helper):
    """pytest-django's, after the right database was chosen."""
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test that really committed leaves the next one a fresh copy."""
    result = yield
    marker = item.get_closest_marker("django_db")
    asked = set(getattr(item, "fixturenames", ()))
    committed = {"transactional_db", "live_server"} & asked or (marker and marker.kwargs.get("transaction"))
    if nextitem is not None and committed:
        if "demo_world" in asked:
            databases.copy(f"tpl_demo_{databases.digest('tests/builders')}", DEMO_COPY)
        else:
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
