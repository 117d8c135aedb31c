from django.db import migrations, models
import django.db.models.deletion

SORT_IN = """
CREATE FUNCTION search_sort_in() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = public AS $body$
    SELECT gin_clean_pending_list('search_tokens'::regclass)
$body$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_initial'),
        ('identity', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(SORT_IN, "DROP FUNCTION search_sort_in()"),
        migrations.AlterField(
            model_name='searchentry',
            name='organisation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation'),
        ),
    ]
