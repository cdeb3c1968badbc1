"""What must never happen, held by the database: a sent figure changed, a cell typed into a filing that is not open."""

from django.db import migrations

from portal.insert_only import insert_only

INSERT_ONLY = ["reporting_frozencell", "reporting_issueline", "reporting_periodchange"]

OPEN_FILING = """
CREATE FUNCTION reporting_open_filing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    filing_state text;
BEGIN
    SELECT filing.state INTO filing_state
    FROM reporting_filingrow AS line JOIN reporting_filing AS filing ON filing.id = line.filing_id
    WHERE line.id = NEW.row_id;
    IF filing_state NOT IN ('filling', 'returned') THEN
        RAISE EXCEPTION 'the filing is %, its cells are closed', filing_state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER open_filing BEFORE INSERT OR UPDATE OF value, text, not_applicable ON reporting_cell
    FOR EACH ROW EXECUTE FUNCTION reporting_open_filing();
"""

# Of a version only the receipt may be written later, once.
SENT_VERSION = """
CREATE FUNCTION reporting_sent_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.received_at IS NOT NULL OR to_jsonb(NEW) - 'received_at' <> to_jsonb(OLD) - 'received_at' THEN
        RAISE EXCEPTION 'a version that was sent is never changed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sent_version BEFORE UPDATE ON reporting_filingversion
    FOR EACH ROW EXECUTE FUNCTION reporting_sent_version();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("portal", "0002_triggers")]

    operations = [
        *[insert_only(table) for table in INSERT_ONLY],
        migrations.RunSQL(
            OPEN_FILING,
            "DROP TRIGGER open_filing ON reporting_cell; DROP FUNCTION reporting_open_filing();",
        ),
        migrations.RunSQL(
            SENT_VERSION,
            "DROP TRIGGER sent_version ON reporting_filingversion; DROP FUNCTION reporting_sent_version();",
        ),
    ]
