"""A clock keeps what it runs for, and a stopped one stands."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION deadlines_clock_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    free text[] := '{}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'clocks are never deleted';
    END IF;
    IF OLD.stopped_at IS NULL THEN
        free := ARRAY['pauses', 'extended', 'raw_on', 'due_on', 'stopped_at'];
    ELSIF OLD.due_on IS NULL THEN  -- the calendar it waits for may come after the end
        free := ARRAY['raw_on', 'due_on'];
    END IF;
    IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'what a clock runs for, and a stopped clock, is never changed';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER clock_stays BEFORE UPDATE OR DELETE ON deadlines_clock
    FOR EACH ROW EXECUTE FUNCTION deadlines_clock_stays();
"""

ALLOW = """
DROP TRIGGER clock_stays ON deadlines_clock;
DROP FUNCTION deadlines_clock_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
