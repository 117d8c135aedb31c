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
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('phone', models.CharField(max_length=20)),
                ('purpose', models.CharField(max_length=60)),
                ('text', models.BinaryField(help_text="AES-256-GCM under a key derived from the platform's secret")),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('sending', '发送中'), ('sent', '已发送'), ('failed', '发送失败'), ('expired', '已过期未发送')], default='waiting', max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(help_text='after this it is useless and is not sent', null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('provider_id', models.CharField(blank=True, max_length=100)),
                ('last_error', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['due_at'], name='messages_due'), models.Index(fields=['-created_at', '-id'], name='messages_by_time')],
            },
        ),
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('purpose', models.CharField(max_length=60)),
                ('bound_to', models.CharField(help_text='hash of exactly what is agreed to', max_length=80)),
                ('person', models.UUIDField(help_text='signer; None for somebody outside the house', null=True)),
                ('phone', models.CharField(max_length=20)),
                ('code_hash', models.BinaryField()),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('guesses', models.PositiveSmallIntegerField(default=0)),
                ('spent_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(help_text='a newer code took its place', null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['phone', '-issued_at'], name='codes_of_phone')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('key', models.CharField(blank=True, help_text='what it is about, so that it comes once', max_length=120)),
                ('title', models.CharField(max_length=100)),
                ('body', models.CharField(blank=True, max_length=500)),
                ('link', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.person')),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-created_at', '-id'], name='notices_of_person'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['person'], name='unread_notices')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('person', 'key'), name='notice_comes_once')],
            },
        ),
    ]
