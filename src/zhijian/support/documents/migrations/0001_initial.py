import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='IssuedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('definition', models.JSONField()),
                ('definition_code', models.CharField(max_length=40)),
                ('definition_version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('content', models.JSONField()),
                ('content_sha256', models.CharField(max_length=64)),
                ('number', models.CharField(max_length=80, unique=True)),
                ('code', models.CharField(max_length=24, unique=True)),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject', models.UUIDField()),
                ('organ_name', models.CharField(max_length=120)),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.UUIDField(null=True)),
                ('issued_by_name', models.CharField(max_length=60)),
                ('pdf_sha256', models.CharField(blank=True, max_length=64)),
                ('docx_sha256', models.CharField(blank=True, max_length=64)),
                ('state', models.CharField(choices=[('issued', '有效'), ('void', '已作废')], default='issued', max_length=8)),
                ('voided_at', models.DateTimeField(null=True)),
                ('void_reason', models.CharField(blank=True, max_length=300)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['subject'], name='document_by_subject'), models.Index(fields=['pdf_sha256'], name='document_by_pdf'), models.Index(fields=['docx_sha256'], name='document_by_docx')],
            },
        ),
    ]
