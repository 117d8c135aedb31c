from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='importbatch',
            name='rows_expected',
            field=models.PositiveIntegerField(default=0, help_text='counted on arrival for the progress; empty rows may be among them'),
        ),
    ]
