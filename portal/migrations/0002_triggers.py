"""The audit and the history of states are insert-only: the database itself refuses to change or erase them."""

from django.db import migrations

from portal.insert_only import insert_only

TABLES = ["portal_auditentry", "portal_auditseal", "portal_auditblock", "portal_transition"]

FUNCTION = """
CREATE FUNCTION portal_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'insert-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
"""

class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION portal_insert_only();"),
        *[insert_only(table) for table in TABLES],
    ]
