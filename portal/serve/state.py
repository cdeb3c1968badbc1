"""Whether the database and the static files already fit this tree: what makes the second start quick.

`manage.py prepare` notes the tree's fingerprint in the database itself, so that the note is lost with the data.
"""

import hashlib
from pathlib import Path

import psycopg2

from portal.postgres import ROOT

FOLDERS = ("portal", "pairing", "subsidies", "reporting", "templates", "fixtures", "tests/builders")
SUFFIXES = {".py", ".yaml", ".csv", ".sql", ".html", ".css", ".js", ".json", ".geojson", ".svg"}
FROM_ENVIRONMENT = ("DJANGO_ENV", "DEMO_TODAY")


def fingerprint(environ) -> str:
    """A digest of every file that migrations, policy data, demo world or static files are made from."""
    digest = hashlib.sha256(repr([environ.get(name) or "" for name in FROM_ENVIRONMENT]).encode())
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if file.suffix in SUFFIXES]
    for file in sorted([*files, ROOT / "requirements/base.txt"]):
        digest.update(f"\0{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def accounts_file(var: Path) -> Path:
    """Where prepare leaves the list of demo accounts for the supervisor to print."""
    return var / "demo-accounts.txt"


def is_prepared(dsn: str, environ, var: Path, demo: bool) -> bool:
    """Whether `manage.py prepare` has nothing to do."""
    made = (var / "static").is_dir() and (not demo or accounts_file(var).exists())
    return made and read_note(dsn) == fingerprint(environ)


def read_note(dsn: str) -> str | None:
    """The fingerprint that the database was last prepared for."""
    connection = psycopg2.connect(dsn)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
            )
            return cursor.fetchone()[0]
    finally:
        connection.close()
