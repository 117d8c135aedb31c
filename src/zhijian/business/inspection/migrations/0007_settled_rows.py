"""What a draw has promised, what was ordered and what was decided: the database itself keeps it as it was."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION inspection_draw_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    columns text[] := ARRAY['stage', 'version', 'document', 'parameters'];
    of_document text[] := '{}';
    of_parameters text[] := '{}';
BEGIN
    IF OLD.stage = 'draft' THEN
        IF TG_OP = 'UPDATE' AND NEW.stage NOT IN ('draft', 'committed') THEN
            RAISE EXCEPTION 'a draw does not go from % to %', OLD.stage, NEW.stage;
        END IF;
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a committed draw is never deleted';
    END IF;
    IF OLD.stage IN ('dispatched', 'void') AND NEW IS DISTINCT FROM OLD THEN
        RAISE EXCEPTION 'a draw that was carried out or voided is never changed';
    END IF;
    CASE OLD.stage || ' ' || NEW.stage  -- what each step of the procedure brings; all else stays
        WHEN 'committed committed' THEN
            of_document := ARRAY['public_value'];
            of_parameters := ARRAY['public_value_note', 'public_value_by'];
        WHEN 'committed seeded' THEN
            columns := columns || ARRAY['seeded_at'];
            of_document := ARRAY['nonces', 'seed'];
        WHEN 'seeded drawn' THEN
            columns := columns || ARRAY['drawn_at'];
            of_document := ARRAY['result'];
        WHEN 'drawn dispatched' THEN
            columns := columns || ARRAY['dispatched_at'];
            of_parameters := ARRAY['left_out'];
        WHEN 'committed void', 'seeded void' THEN
            columns := columns || ARRAY['void_reason', 'voided_at'];
        ELSE
            IF NEW.stage <> OLD.stage THEN
                RAISE EXCEPTION 'a draw does not go from % to %', OLD.stage, NEW.stage;
            END IF;
    END CASE;
    IF to_jsonb(NEW) - columns <> to_jsonb(OLD) - columns
       OR NEW.document - of_document IS DISTINCT FROM OLD.document - of_document
       OR NEW.parameters - of_parameters IS DISTINCT FROM OLD.parameters - of_parameters THEN
        RAISE EXCEPTION 'what a committed draw has promised or brought is never changed';
    END IF;
    IF NEW.document -> 'public_value' IS DISTINCT FROM OLD.document -> 'public_value'
       AND EXISTS (SELECT 1 FROM inspection_drawnonce WHERE draw_id = OLD.id AND opened_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the public value of a draw is never changed once a random number is open';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER draw_stays BEFORE UPDATE OR DELETE ON inspection_draw
    FOR EACH ROW EXECUTE FUNCTION inspection_draw_stays();

CREATE FUNCTION inspection_nonce_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    opened text[] := ARRAY['nonce', 'opened_at'];
    of_stage text;
BEGIN
    SELECT stage INTO of_stage FROM inspection_draw WHERE id = COALESCE(OLD.draw_id, NEW.draw_id);
    IF of_stage = 'draft' AND (TG_OP <> 'UPDATE' OR NEW.draw_id = OLD.draw_id) THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'random numbers of a committed draw are never added or deleted';
    END IF;
    IF of_stage <> 'committed' OR OLD.opened_at IS NOT NULL OR to_jsonb(NEW) - opened <> to_jsonb(OLD) - opened THEN
        RAISE EXCEPTION 'a promised random number is never changed, only opened once';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER nonce_stays BEFORE INSERT OR UPDATE OR DELETE ON inspection_drawnonce
    FOR EACH ROW EXECUTE FUNCTION inspection_nonce_stays();

CREATE FUNCTION inspection_publication_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    free text[] := ARRAY['version'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'the decision on a result is never deleted';
    END IF;
    IF OLD.state = 'pending' OR OLD.due_on IS NULL THEN  -- the calendar it waits for may come after the decision
        free := free || ARRAY['due_on'];
    END IF;
    IF NEW.state <> OLD.state THEN
        IF OLD.state || ' ' || NEW.state NOT IN ('pending published', 'pending withheld', 'withheld published',
                                                 'published withdrawn', 'withdrawn published') THEN
            RAISE EXCEPTION 'the decision on a result does not go from % to %', OLD.state, NEW.state;
        END IF;
        free := free || ARRAY['state', 'result_codes', 'detail', 'reason', 'decided_by_id', 'published_at',
                              'withdrawn_at'];
    END IF;
    IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'what was decided on a result changes only by the next decision';
    END IF;
    RETURN NEW;
END $body$;
CREATE TRIGGER publication_stays BEFORE UPDATE OR DELETE ON inspection_publication
    FOR EACH ROW EXECUTE FUNCTION inspection_publication_stays();

CREATE FUNCTION inspection_order_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
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
CREATE TRIGGER order_stays BEFORE UPDATE OR DELETE ON inspection_rectification
    FOR EACH ROW EXECUTE FUNCTION inspection_order_stays();

CREATE FUNCTION inspection_ordered_item_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
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
CREATE TRIGGER ordered_item_stays BEFORE INSERT OR UPDATE OR DELETE ON inspection_rectificationitem
    FOR EACH ROW EXECUTE FUNCTION inspection_ordered_item_stays();

CREATE FUNCTION inspection_signed_content_stays() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (SELECT 1 FROM inspection_inspection
               WHERE id IN (OLD.inspection_id, NEW.inspection_id) AND state = 'signed') THEN
        RAISE EXCEPTION 'rounds and signatures of a signed inspection are never added or changed';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $body$;
CREATE TRIGGER signed_rounds_stay BEFORE INSERT OR UPDATE OR DELETE ON inspection_inspectionround
    FOR EACH ROW EXECUTE FUNCTION inspection_signed_content_stays();
CREATE TRIGGER signed_countersigns_stay BEFORE INSERT OR UPDATE OR DELETE ON inspection_countersign
    FOR EACH ROW EXECUTE FUNCTION inspection_signed_content_stays();
"""

ALLOW = """
DROP TRIGGER signed_countersigns_stay ON inspection_countersign;
DROP TRIGGER signed_rounds_stay ON inspection_inspectionround;
DROP FUNCTION inspection_signed_content_stays();
DROP TRIGGER ordered_item_stays ON inspection_rectificationitem;
DROP FUNCTION inspection_ordered_item_stays();
DROP TRIGGER order_stays ON inspection_rectification;
DROP FUNCTION inspection_order_stays();
DROP TRIGGER publication_stays ON inspection_publication;
DROP FUNCTION inspection_publication_stays();
DROP TRIGGER nonce_stays ON inspection_drawnonce;
DROP FUNCTION inspection_nonce_stays();
DROP TRIGGER draw_stays ON inspection_draw;
DROP FUNCTION inspection_draw_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("inspection", "0006_restaffings"),
    ]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
