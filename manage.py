#!/usr/bin/env python
"""Every command of the project; the embedded PostgreSQL is started for it where nobody else keeps it up."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import InterfaceError, OperationalError, ProgrammingError
from psycopg2.errors import InvalidCursorName, UndefinedColumn, UndefinedTable

from portal import environment
from portal.postgres import ClusterError, embedded


def main() -> int:
    """Run the command with a database under it; one line instead of a traceback where that fails."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if wrong := environment.complaint(os.environ):  # before a database is started for a command that cannot run
        print(wrong, file=sys.stderr)
        return 1
    try:
        with embedded():
            execute_from_command_line(sys.argv)
    except (ClusterError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
        return 1
    except (OperationalError, InterfaceError) as error:
        print(f"数据库不可用 / the database is not available: {str(error).strip().splitlines()[0]}", file=sys.stderr)
        return 1
    except (ProgrammingError, InvalidCursorName) as error:
        if not lacks_tables(error):
            raise
        print("数据库里的表不是这一版的,请先 manage.py prepare / the tables are not there yet", file=sys.stderr)
        return 1
    return 0


def lacks_tables(error: BaseException | None) -> bool:
    """Whether it began with a table or column that is not there: closing the cursor may have failed after it."""
    while error is not None and not isinstance(error, UndefinedTable | UndefinedColumn):
        error = error.__cause__ or error.__context__
    return error is not None


if __name__ == "__main__":
    sys.exit(main())
