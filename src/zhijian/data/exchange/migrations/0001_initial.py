import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=60)),
                ('owner', models.UUIDField(help_text='person')),
                ('owner_name', models.CharField(max_length=60)),
                ('file_name', models.CharField(max_length=200)),
                ('format', models.CharField(help_text='xlsx or csv', max_length=4)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField(help_text='bytes')),
                ('sheet', models.CharField(blank=True, max_length=100)),
                ('headings', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), size=None)),
                ('fingerprint', models.CharField(help_text='of the headings, see rules.fingerprint', max_length=64)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(blank=True, max_length=60), help_text='field of each column, empty for none', size=None)),
                ('matches', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), help_text='how each column was recognised', size=None)),
                ('sample', models.JSONField(help_text='the first rows as text')),
                ('state', models.CharField(choices=[('uploaded', '待对应列'), ('mapped', '待检查'), ('checking', '检查中'), ('checked', '待导入'), ('loading', '导入中'), ('finished', '已完成'), ('refused', '未导入'), ('cancelled', '已取消')], default='uploaded', max_length=12)),
                ('mode', models.CharField(blank=True, choices=[('all_or_nothing', '全部正确才导入'), ('good_rows', '只导入正确的行')], max_length=16)),
                ('rows_total', models.PositiveIntegerField(help_text='known once the file was read through', null=True)),
                ('rows_done', models.PositiveIntegerField(default=0, help_text='of the step that runs or ran last')),
                ('new', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('bad', models.PositiveIntegerField(default=0)),
                ('duplicate', models.PositiveIntegerField(default=0)),
                ('problem_count', models.PositiveIntegerField(default=0, help_text='all of them; the first 10,000 are kept')),
                ('refusal', models.CharField(blank=True, help_text='why nothing was imported, for the owner', max_length=500)),
                ('uploaded_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField(help_text='last sign of life')),
                ('ended_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.UUIDField()),
                ('kind', models.CharField(max_length=60)),
                ('fingerprint', models.CharField(max_length=64)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(blank=True, max_length=60), size=None)),
                ('chosen_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'fingerprint'), name='import_mapping_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(help_text='row of the sheet, or of the CSV file, from 1')),
                ('heading', models.CharField(blank=True, max_length=200)),
                ('value', models.CharField(blank=True, max_length=200)),
                ('reason', models.CharField(max_length=500)),
                ('outcome', models.CharField(help_text='bad or duplicate', max_length=12)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='exchange.importbatch')),
            ],
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['owner', '-uploaded_at', '-id'], name='import_by_owner'),
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['organisation', '-uploaded_at', '-id'], name='import_by_organisation'),
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(condition=models.Q(('state__in', ('checking', 'loading'))), fields=['moved_at'], name='import_running'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('rows_done', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('new'), '+', models.F('changed')), '+', models.F('unchanged')), '+', models.F('bad')), '+', models.F('duplicate')))), name='every_row_has_one_outcome'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'finished'), _negated=True), ('rows_done', models.F('rows_total')), _connector='OR'), name='finished_import_read_all_rows'),
        ),
        migrations.AddIndex(
            model_name='importproblem',
            index=models.Index(fields=['batch', 'line', 'id'], name='import_problem_by_line'),
        ),
    ]
