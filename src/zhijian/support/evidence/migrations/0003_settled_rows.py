"""What was submitted with a record is not discarded afterwards."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION evidence_submitted_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF OLD.submitted_at IS NOT NULL
       AND (NEW.discarded_at, NEW.discarded_by, NEW.discard_reason)
           IS DISTINCT FROM (OLD.discarded_at, OLD.discarded_by, OLD.discard_reason) THEN
        RAISE EXCEPTION 'submitted evidence is never discarded' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER submitted_stays BEFORE UPDATE ON evidence_evidenceitem
    FOR EACH ROW EXECUTE FUNCTION evidence_submitted_stays();
"""

ALLOW = """
DROP TRIGGER submitted_stays ON evidence_evidenceitem;
DROP FUNCTION evidence_submitted_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_write_once")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
