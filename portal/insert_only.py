"""Tables that are only ever added to: the triggers that make the database refuse UPDATE, DELETE and TRUNCATE."""

from django.db.migrations import RunSQL

CREATE = """
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION portal_insert_only();
CREATE TRIGGER never_empty BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION portal_insert_only();
"""
DROP = """
DROP TRIGGER insert_only ON {table};
DROP TRIGGER never_empty ON {table};
"""


def insert_only(table: str) -> RunSQL:
    """The operation of a migration that makes ``table`` insert-only; the function is made by portal's 0002."""
    return RunSQL(CREATE.format(table=table), DROP.format(table=table))
