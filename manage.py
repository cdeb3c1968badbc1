#!/usr/bin/env python
"""Every command of the project; the embedded PostgreSQL is started for it where nobody else keeps it up."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

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
    except OperationalError as error:
        print(f"数据库不可用 / the database is not available: {str(error).strip().splitlines()[0]}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
