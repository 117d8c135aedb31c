from django.db import migrations, models
import django.db.models.deletion

FILL = """
UPDATE registry_entity e SET registered_by = t.by_name
FROM registry_timelineentry t WHERE t.entity_id = e.id AND t.kind = 'registry.registered' AND t.source = e.uid
"""
DROP = "DELETE FROM registry_timelineentry WHERE kind = 'registry.registered'"


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0002_present_state_with_source'),
    ]

    operations = [
        migrations.AddField(
            model_name='entity',
            name='registered_by',
            field=models.CharField(blank=True, help_text='name of who put it into the register', max_length=60),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(DROP, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='timelineentry',
            name='entity',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.entity'),
        ),
    ]
