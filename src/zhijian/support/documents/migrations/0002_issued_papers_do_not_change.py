"""A trigger refuses every change of an issued paper but filling in its files once and voiding it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'issued papers are never deleted';
    END IF;
    IF (to_jsonb(old) - ARRAY['pdf_sha256', 'docx_sha256', 'state', 'voided_at', 'void_reason'])
       IS DISTINCT FROM (to_jsonb(new) - ARRAY['pdf_sha256', 'docx_sha256', 'state', 'voided_at', 'void_reason'])
       OR (old.pdf_sha256 <> '' AND new.pdf_sha256 <> old.pdf_sha256)
       OR (old.docx_sha256 <> '' AND new.docx_sha256 <> old.docx_sha256)
       OR (old.state = 'void' AND new.state <> 'void') THEN
        RAISE EXCEPTION 'an issued paper does not change';
    END IF;
    RETURN new;
END $body$;
CREATE TRIGGER documents_refuse_change BEFORE UPDATE OR DELETE ON documents_issueddocument
    FOR EACH ROW EXECUTE FUNCTION documents_refuse_change();
"""

BACKWARD = """
DROP TRIGGER documents_refuse_change ON documents_issueddocument;
DROP FUNCTION documents_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
