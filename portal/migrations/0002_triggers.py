"""The audit and the history of states are insert-only: the database itself refuses to change or erase them."""

from django.db import migrations

TABLES = ["portal_auditentry", "portal_auditseal", "portal_auditblock", "portal_transition"]

FUNCTION = """
CREATE FUNCTION portal_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'insert-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
"""

TRIGGERS = """
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION portal_insert_only();
CREATE TRIGGER never_empty BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION portal_insert_only();
"""

DROP = """
DROP TRIGGER insert_only ON {table};
DROP TRIGGER never_empty ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION portal_insert_only();"),
        *[migrations.RunSQL(TRIGGERS.format(table=table), DROP.format(table=table)) for table in TABLES],
    ]
