"""A version: what was sent, frozen by INSERT … SELECT with its blanks, so that received figures outlive corrections."""

import secrets

from django.db import connection

from portal import calendar, clock
from portal.actor import Actor
from reporting.models import Filing, FilingVersion
from reporting.queries.forms import spec_of
from reporting.queries.periods import filing_due

# Without 0/O, 1/I/L: the code is read aloud on the telephone and typed from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

FREEZE = """
INSERT INTO reporting_frozencell (version_id, row_id, "column", value, text, not_applicable)
SELECT %(version)s, row.id, wanted."column", cell.value, coalesce(cell.text, ''), coalesce(cell.not_applicable, '')
FROM reporting_filingrow AS row
CROSS JOIN unnest(%(columns)s) AS wanted("column")
LEFT JOIN reporting_cell AS cell ON cell.row_id = row.id AND cell."column" = wanted."column"
WHERE row.filing_id = %(filing)s AND row.struck = ''
"""


def freeze(filing: Filing, actor: Actor) -> FilingVersion:
    """Make the next version of a locked filing; its cells are copied as they stand, of a nil return none."""
    last = filing.versions.order_by("-number").first()
    moment = clock.now()
    version = FilingVersion.objects.create(
        filing=filing,
        edition=filing.edition,
        number=last.number + 1 if last else 1,
        nil=filing.nil,
        sent_at=moment,
        confirmed_by=actor.account,
        filler_name=filing.filler_name,
        stood_in=filing.stood_in,
        days_late=0 if filing.first_sent_at else calendar.days_late(filing_due(filing).due_at, moment),
        check_code=new_check_code(),
    )
    if filing.nil:
        return version
    columns = [column.key for column in spec_of(filing.edition).columns]
    with connection.cursor() as cursor:
        cursor.execute(FREEZE, {"version": version.pk, "filing": filing.pk, "columns": columns})
    return version


def new_check_code() -> str:
    """A version check code such as 7K4M-2QXD; the database refuses a repeated one."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
