"""Why and when a paper was voided stays as it was written."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION documents_voiding_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF (NEW.voided_at, NEW.void_reason) IS DISTINCT FROM (OLD.voided_at, OLD.void_reason)
       AND NOT (OLD.state = 'issued' AND NEW.state = 'void') THEN
        RAISE EXCEPTION 'a paper is voided once, and its reason is never changed';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER documents_voiding_stays BEFORE UPDATE ON documents_issueddocument
    FOR EACH ROW EXECUTE FUNCTION documents_voiding_stays();
"""

ALLOW = """
DROP TRIGGER documents_voiding_stays ON documents_issueddocument;
DROP FUNCTION documents_voiding_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_issued_papers_do_not_change")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
