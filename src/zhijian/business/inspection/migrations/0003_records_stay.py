"""Submissions kept aside; signed and archived records that the database itself keeps from changing."""

import uuid

from django.db import migrations, models

REFUSE = """
CREATE FUNCTION inspection_only_voiding() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'rounds and signatures of an inspection are never deleted';
    END IF;
    IF OLD.voided_at IS NOT NULL OR to_jsonb(NEW) - 'voided_at' <> to_jsonb(OLD) - 'voided_at' THEN
        RAISE EXCEPTION 'rounds and signatures of an inspection are never changed, only voided once';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER round_stays BEFORE UPDATE OR DELETE ON inspection_inspectionround
    FOR EACH ROW EXECUTE FUNCTION inspection_only_voiding();
CREATE TRIGGER countersign_stays BEFORE UPDATE OR DELETE ON inspection_countersign
    FOR EACH ROW EXECUTE FUNCTION inspection_only_voiding();

CREATE FUNCTION inspection_signed_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    free text[] := ARRAY['serious_reported_at', 'clue', 'clue_number', 'version'];
BEGIN
    IF OLD.state <> 'signed' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'a signed inspection is never changed';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER signed_inspection_stays BEFORE UPDATE OR DELETE ON inspection_inspection
    FOR EACH ROW EXECUTE FUNCTION inspection_signed_stays();

CREATE FUNCTION inspection_archived_task_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    free text[] := ARRAY['version'];
BEGIN
    IF OLD.stage <> 'archived' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF OLD.approved_at IS NULL THEN  -- an urgent visit may be approved after it was made, once
        free := free || ARRAY['approved_at', 'approved_by_id'];
    END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'an archived task is never changed';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER archived_task_stays BEFORE UPDATE OR DELETE ON inspection_task
    FOR EACH ROW EXECUTE FUNCTION inspection_archived_task_stays();

CREATE FUNCTION inspection_archived_officers_stay() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (SELECT 1 FROM inspection_task
               WHERE id = COALESCE(NEW.task_id, OLD.task_id) AND stage = 'archived') THEN
        RAISE EXCEPTION 'the officers of an archived task are never changed';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $body$;
CREATE TRIGGER archived_officers_stay BEFORE INSERT OR UPDATE OR DELETE ON inspection_taskofficer
    FOR EACH ROW EXECUTE FUNCTION inspection_archived_officers_stay();
"""

ALLOW = """
DROP TRIGGER archived_officers_stay ON inspection_taskofficer;
DROP FUNCTION inspection_archived_officers_stay();
DROP TRIGGER archived_task_stays ON inspection_task;
DROP FUNCTION inspection_archived_task_stays();
DROP TRIGGER signed_inspection_stays ON inspection_inspection;
DROP FUNCTION inspection_signed_stays();
DROP TRIGGER countersign_stays ON inspection_countersign;
DROP TRIGGER round_stays ON inspection_inspectionround;
DROP FUNCTION inspection_only_voiding();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("inspection", "0002_draw_library"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldSubmission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("inspection", models.UUIDField(help_text="uid under which it was sent")),
                ("task", models.UUIDField()),
                ("sent_by", models.UUIDField()),
                ("sent_by_name", models.CharField(max_length=60)),
                ("reason", models.CharField(help_text="code of the refusal", max_length=60)),
                ("submission_hash", models.CharField(max_length=64)),
                ("payload", models.JSONField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["task"], name="held_by_task")],
                "constraints": [
                    models.UniqueConstraint(fields=("inspection", "submission_hash", "reason"), name="held_once")
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
