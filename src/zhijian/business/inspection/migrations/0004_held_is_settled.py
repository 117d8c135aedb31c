"""A submission that was kept aside is settled by a person, with a note."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inspection", "0003_records_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="heldsubmission",
            name="settled_at",
            field=models.DateTimeField(help_text="when a person decided what becomes of it", null=True),
        ),
        migrations.AddField(model_name="heldsubmission", name="settled_by", field=models.UUIDField(null=True)),
        migrations.AddField(
            model_name="heldsubmission", name="settled_note", field=models.CharField(blank=True, max_length=300)
        ),
    ]
