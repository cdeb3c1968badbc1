"""Databases for tests: a template is made once per state of the tree, every worker gets a copy in 50 ms.

Names: ``tpl_<digest>`` holds the policy data, ``tpl_demo_<digest>`` the demo world too; ``test_<process>_<worker>`` and
``…_demo`` are copies. Copies of processes that are gone are dropped.
"""

import hashlib
import os
from contextlib import contextmanager
from functools import cache

import psycopg2
from django.core.management import call_command
from django.db import connections

from portal.postgres import ROOT, Cluster
from reporting.queries.past import past_of_version

KEPT = 6  # templates: an older one may still serve a run that began before an edit
GATE = 20200603  # advisory lock: one maker at a time
OUTSIDE = {"views", "templatetags", "static", "__pycache__", "serve"}


@cache
def digest(*more: str) -> str:
    """Changes with everything that tables and policy data are made from, and with the folders in ``more``."""
    total = hashlib.sha256()
    files = [f for app in ("portal", "pairing", "reporting", *more) for f in (ROOT / app).rglob("*.py")]
    files += [f for f in (ROOT / "fixtures").rglob("*") if f.is_file()]
    for file in sorted(f for f in files if not OUTSIDE & set(f.relative_to(ROOT).parts)):
        total.update(str(file).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:16]


@contextmanager
def server():
    """A cursor on the maintenance database, alone among the makers of databases."""
    connection = psycopg2.connect(Cluster.of(os.environ).dsn.replace("dbname=portal", "dbname=postgres"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
            yield cursor
    finally:
        connection.close()


def point_to(name: str) -> None:
    """From here on Django's default connection, in every thread, opens ``name``; versions have other numbers there."""
    past_of_version.cache_clear()
    connections["default"].close()
    connections.settings["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


def make_template(name: str, commands: list[str], base: str = "template1") -> None:
    """Have ``name`` hold what ``commands`` make of ``base``; a killed maker leaves only a draft, which is dropped."""
    with server() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}_new" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}_new" TEMPLATE "{base}"')
        point_to(f"{name}_new")
        for command in commands:
            call_command(command, verbosity=0)
        point_to(name)
        cursor.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
        _drop_old(cursor)


def copy(template: str, name: str) -> None:
    """Make ``name`` a fresh copy, dropping what it was."""
    connections["default"].close()
    with server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def drop(name: str) -> None:
    """Drop a copy, with whatever is still connected to it."""
    connections["default"].close()
    with server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _drop_old(cursor) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'tpl%%' ORDER BY oid DESC OFFSET %s", [KEPT])
    old = [name for (name,) in cursor.fetchall()]
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test%'")
    old += [name for (name,) in cursor.fetchall() if not os.path.exists(f"/proc/{name.split('_')[1]}")]
    for name in old:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
