"""A trigger refuses to change the definition of a form version once it was published."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION forms_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF old.state <> 'draft' AND (TG_OP = 'DELETE' OR
       (to_jsonb(old) - ARRAY['state', 'retired_at']) IS DISTINCT FROM (to_jsonb(new) - ARRAY['state', 'retired_at'])
       OR new.state = 'draft') THEN
        RAISE EXCEPTION 'a published form does not change';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN old ELSE new END;
END $body$;
CREATE TRIGGER forms_refuse_change BEFORE UPDATE OR DELETE ON forms_formversion
    FOR EACH ROW EXECUTE FUNCTION forms_refuse_change();
"""

BACKWARD = """
DROP TRIGGER forms_refuse_change ON forms_formversion;
DROP FUNCTION forms_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
