"""The tests' own PostgreSQL: a pytest plugin, loaded before Django reads its settings.

Every pytest process (the xdist workers too) holds a share of the cluster under var/test-pg; the last one out stops it.
The cluster under var/pg, which a running portal uses, is never touched.
"""

import os

import pytest

from portal.pgfiles import ClusterError
from portal.postgres import ROOT, Cluster

VAR = ROOT / "var" / "test"
os.environ.pop("DATABASE_URL", None)
os.environ |= {
    "DJANGO_ENV": "test",
    "PG_FAST": "1",
    "VAR_DIR": str(VAR),
    "PG_DATA": os.environ.get("TEST_PG_DATA") or str(ROOT / "var" / "test-pg"),
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # playwright's loop runs in the thread of the test
}
os.environ.setdefault("TEST_RUN", str(os.getpid()))  # the controller's; its workers inherit it
_cluster = Cluster.of(os.environ)


def pytest_configure(config):
    """Take a share before the first test asks for a database."""
    try:
        _cluster.acquire()
        (VAR / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing one
    except ClusterError as error:
        pytest.exit(str(error), returncode=3)


def pytest_unconfigure(config):
    """Give it back; the last process stops the server."""
    _cluster.release()
