from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_changed_record'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='auditleaf',
            name='audit_leaf_by_time',
        ),
        migrations.AddIndex(
            model_name='auditleaf',
            index=models.Index(fields=['at'], name='audit_leaf_by_moment'),
        ),
    ]
