"""Frozen libraries of draws apart from their documents; rows are never changed."""

import django.db.models.deletion
from django.db import migrations, models

REFUSE = """
CREATE FUNCTION inspection_refuse_library_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION 'the frozen library of a draw is never changed';
END $body$;
CREATE TRIGGER draw_library_stays BEFORE UPDATE OR DELETE ON inspection_drawlibrary
    FOR EACH ROW EXECUTE FUNCTION inspection_refuse_library_change();
"""

ALLOW = """
DROP TRIGGER draw_library_stays ON inspection_drawlibrary;
DROP FUNCTION inspection_refuse_library_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("inspection", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="draw",
            name="document",
            field=models.JSONField(help_text="draw/1 without the libraries, growing to the result", null=True),
        ),
        migrations.CreateModel(
            name="DrawLibrary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("objects", "检查对象名录"), ("officers", "执法人员名录")], max_length=8)),
                ("fingerprint", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField(help_text="rows")),
                ("content", models.BinaryField(help_text="canonical JSON of the rows, zlib")),
                (
                    "draw",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inspection.draw"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("draw", "kind"), name="one_library_of_each_kind")
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
