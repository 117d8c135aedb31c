"""A number that was given out stays, a series never counts back."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION numbering_number_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    voiding text[] := ARRAY['voided_at', 'void_reason'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a number that was given out is never deleted';
    END IF;
    IF OLD.voided_at IS NOT NULL OR to_jsonb(NEW) - voiding <> to_jsonb(OLD) - voiding THEN
        RAISE EXCEPTION 'a number that was given out is never changed, only voided once';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER number_stays BEFORE UPDATE OR DELETE ON numbering_issuednumber
    FOR EACH ROW EXECUTE FUNCTION numbering_number_stays();

CREATE FUNCTION numbering_series_counts_on() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a series is never deleted';
    END IF;
    IF NEW.last < OLD.last OR to_jsonb(NEW) - 'last' <> to_jsonb(OLD) - 'last' THEN
        RAISE EXCEPTION 'a series never counts back';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER series_counts_on BEFORE UPDATE OR DELETE ON numbering_series
    FOR EACH ROW EXECUTE FUNCTION numbering_series_counts_on();
"""

ALLOW = """
DROP TRIGGER series_counts_on ON numbering_series;
DROP FUNCTION numbering_series_counts_on();
DROP TRIGGER number_stays ON numbering_issuednumber;
DROP FUNCTION numbering_number_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("numbering", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
