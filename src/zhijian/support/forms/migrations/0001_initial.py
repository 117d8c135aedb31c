import django.contrib.postgres.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='FormVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=32)),
                ('version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('classes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), default=list, size=None)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None)),
                ('definition', models.JSONField()),
                ('hash', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('retired', '已停用')], default='draft', max_length=12)),
                ('created_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('retired_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='form_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'draft'), _negated=True), fields=('hash',), name='form_hash_once'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('code',), name='one_published_version')],
            },
        ),
    ]
