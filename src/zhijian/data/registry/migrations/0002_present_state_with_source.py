import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0001_initial'),
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(
            "DELETE FROM registry_entityversion WHERE valid_to IS NULL", migrations.RunSQL.noop
        ),
        migrations.CreateModel(
            name='StreetOffice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('street', models.CharField(max_length=60)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='licence',
            name='licence_number_once',
        ),
        migrations.RemoveIndex(
            model_name='licence',
            name='licence_by_expiry',
        ),
        migrations.AddField(
            model_name='entity',
            name='is_suspended',
            field=models.BooleanField(default=False, help_text='歇业 on record'),
        ),
        migrations.AddField(
            model_name='entity',
            name='match_key',
            field=models.CharField(blank=True, help_text='of name and address, see rules.match_key', max_length=16),
        ),
        migrations.AddField(
            model_name='entity',
            name='source',
            field=models.CharField(blank=True, help_text='who or what brought the present state', max_length=120),
        ),
        migrations.AddField(
            model_name='licence',
            name='ended_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='licence',
            name='recorded_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='licence',
            name='warned_days',
            field=models.PositiveSmallIntegerField(help_text='90, 60, 30 or 0: the last warning given', null=True),
        ),
        migrations.AlterField(
            model_name='entityperson',
            name='id_number_masked',
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AlterField(
            model_name='entityversion',
            name='source',
            field=models.CharField(max_length=120),
        ),
        migrations.AlterField(
            model_name='entityversion',
            name='valid_to',
            field=models.DateTimeField(),
        ),
        migrations.AddIndex(
            model_name='entity',
            index=models.Index(fields=['match_key'], name='entity_by_match_key'),
        ),
        migrations.AddIndex(
            model_name='entityperson',
            index=models.Index(condition=models.Q(('id_number_digest', ''), _negated=True), fields=['id_number_digest'], name='entity_person_by_digest'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['number'], name='licence_by_number'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(condition=models.Q(('ended_at__isnull', True), ('revoked_on__isnull', True)), fields=['valid_to', 'id'], name='licence_by_expiry'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('kind', 'number'), name='licence_number_once'),
        ),
        migrations.AddField(
            model_name='streetoffice',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation'),
        ),
        migrations.AddConstraint(
            model_name='streetoffice',
            constraint=models.UniqueConstraint(fields=('street', 'organisation'), name='street_office_once'),
        ),
    ]
