from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0012_kept_sheets'),
    ]

    operations = [
        migrations.AddField(
            model_name='keptsheet',
            name='mends',
            field=models.JSONField(default=dict, help_text='What was typed for a cell, by row and place.', verbose_name='perbaikan'),
        ),
    ]
