"""An order to rectify may be withdrawn; then it stays as it was, with its reason."""

import django.db.models.deletion
import zhijian.business.inspection.rules.stages
from django.db import migrations, models


KEEP = """
CREATE OR REPLACE FUNCTION inspection_order_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    free text[] := '{}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an order to rectify is never deleted';
    END IF;
    IF OLD.stage IN ('closed', 'failed', 'withdrawn') THEN
        IF OLD.due_on IS NULL THEN  -- the calendar it waits for may come after the end
            free := ARRAY['due_on'];
        END IF;
        IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
            RAISE EXCEPTION 'a settled order to rectify is never changed';
        END IF;
    END IF;
    free := ARRAY['stage', 'due_on', 'reported_at', 'closed_at', 'version'];
    IF OLD.number = '' THEN
        free := free || ARRAY['document', 'number'];
    END IF;
    IF NEW.stage = 'withdrawn' THEN
        free := free || ARRAY['withdraw_reason', 'withdrawn_by_id'];
    END IF;
    IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'what an order to rectify says is never changed';
    END IF;
    RETURN NEW;
END $body$;

CREATE OR REPLACE FUNCTION inspection_ordered_item_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    found_out text[] := ARRAY['is_fixed', 'fixed_note', 'fixed_evidence'];
    of_order inspection_rectification;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what was ordered is never deleted';
    END IF;
    SELECT * INTO of_order FROM inspection_rectification WHERE id = NEW.rectification_id;
    IF TG_OP = 'INSERT' THEN
        IF of_order.number <> '' THEN
            RAISE EXCEPTION 'nothing is added to an order to rectify that was issued';
        END IF;
        RETURN NEW;
    END IF;
    IF of_order.stage IN ('closed', 'failed', 'withdrawn') OR to_jsonb(NEW) - found_out <> to_jsonb(OLD) - found_out THEN
        RAISE EXCEPTION 'what was ordered, and what was found of it in the end, is never changed';
    END IF;
    RETURN NEW;
END $body$;
"""

AS_BEFORE = """
CREATE OR REPLACE FUNCTION inspection_order_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    free text[] := '{}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an order to rectify is never deleted';
    END IF;
    IF OLD.stage IN ('closed', 'failed') THEN
        IF OLD.due_on IS NULL THEN  -- the calendar it waits for may come after the end
            free := ARRAY['due_on'];
        END IF;
        IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
            RAISE EXCEPTION 'a settled order to rectify is never changed';
        END IF;
    END IF;
    free := ARRAY['stage', 'due_on', 'reported_at', 'closed_at', 'version'];
    IF OLD.number = '' THEN
        free := free || ARRAY['document', 'number'];
    END IF;
    IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'what an order to rectify says is never changed';
    END IF;
    RETURN NEW;
END $body$;

CREATE OR REPLACE FUNCTION inspection_ordered_item_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    found_out text[] := ARRAY['is_fixed', 'fixed_note', 'fixed_evidence'];
    of_order inspection_rectification;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what was ordered is never deleted';
    END IF;
    SELECT * INTO of_order FROM inspection_rectification WHERE id = NEW.rectification_id;
    IF TG_OP = 'INSERT' THEN
        IF of_order.number <> '' THEN
            RAISE EXCEPTION 'nothing is added to an order to rectify that was issued';
        END IF;
        RETURN NEW;
    END IF;
    IF of_order.stage IN ('closed', 'failed') OR to_jsonb(NEW) - found_out <> to_jsonb(OLD) - found_out THEN
        RAISE EXCEPTION 'what was ordered, and what was found of it in the end, is never changed';
    END IF;
    RETURN NEW;
END $body$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0001_initial'),
        ('inspection', '0007_settled_rows'),
        ('registry', '0003_registered_by'),
    ]

    operations = [
        migrations.AddField(
            model_name='rectification',
            name='withdraw_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='rectification',
            name='withdrawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.person'),
        ),
        migrations.AlterField(
            model_name='rectification',
            name='closed_at',
            field=models.DateTimeField(help_text='when it was settled or withdrawn', null=True),
        ),
        migrations.AlterField(
            model_name='rectification',
            name='stage',
            field=models.CharField(choices=[('ordered', '整改中'), ('reinspecting', '待复查'), ('closed', '整改合格'), ('failed', '整改不合格'), ('withdrawn', '已撤销')], default=zhijian.business.inspection.rules.stages.RectificationStage['ORDERED'], max_length=16),
        ),
        migrations.AddConstraint(
            model_name='rectification',
            constraint=models.UniqueConstraint(fields=('document',), name='paper_of_one_order'),
        ),
        migrations.RunSQL(KEEP, AS_BEFORE),
    ]
