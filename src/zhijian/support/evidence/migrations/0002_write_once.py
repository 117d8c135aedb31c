"""Files and custody are never changed, evidence only completed: held by the database itself, whoever asks."""

from django.db import migrations

WRITE_ONCE = """
CREATE OR REPLACE FUNCTION write_once() RETURNS trigger LANGUAGE plpgsql AS $body$
-- Refuses deletion, and every change but filling an empty column out of the list given as the first argument.
DECLARE
    fillable text[] := string_to_array(TG_ARGV[0], ',');
    changed text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'rows of % are never deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT n.key INTO changed
    FROM jsonb_each(to_jsonb(NEW)) n JOIN jsonb_each(to_jsonb(OLD)) o USING (key)
    WHERE n.value IS DISTINCT FROM o.value AND NOT (n.key = ANY (fillable) AND o.value IN ('null', '""'))
    LIMIT 1;
    IF changed IS NOT NULL THEN
        RAISE EXCEPTION 'column % of % is never changed', changed, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $body$;
"""

FILLABLE = {
    "evidence_blob": "",
    "evidence_evidenceitem": "stamped_at,stamp,submitted_at,discarded_at,discarded_by,discard_reason",
    "evidence_custody": "",
    "evidence_scrub": "",
}

TRIGGER = """
CREATE OR REPLACE TRIGGER write_once BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION write_once('{columns}');
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        migrations.RunSQL(WRITE_ONCE, "DROP FUNCTION write_once()"),
        *(
            migrations.RunSQL(
                TRIGGER.format(table=table, columns=columns), f"DROP TRIGGER write_once ON {table}"
            )
            for table, columns in FILLABLE.items()
        ),
    ]
