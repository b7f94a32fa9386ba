import proposals.importing.models
from django.db import migrations, models


def tell_what_was_stored(apps, schema_editor):
    """Of imports that are through, everything was stored; of those with faults, nothing is known to be in order."""
    batches = apps.get_model("proposals", "ImportBatch").objects
    batches.filter(step="store", state="done").update(stored=models.F("amount"))
    batches.filter(step="check", wrong__gt=0).update(amount=0)


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0020_waiting_by_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='importbatch',
            name='marked',
            field=models.FileField(blank=True, max_length=60, upload_to=proposals.importing.models.batch_path, verbose_name='berkas bertanda'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='mends',
            field=models.JSONField(default=dict, help_text='What was typed for a cell, by row and column.', verbose_name='perbaikan'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='notes',
            field=models.JSONField(default=list, help_text='Sentences about the file as a whole.', verbose_name='catatan'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='stored',
            field=models.PositiveIntegerField(default=0, verbose_name='banyaknya usulan yang tersimpan'),
        ),
        migrations.AddField(
            model_name='importbatch',
            name='there',
            field=models.PositiveIntegerField(default=0, verbose_name='banyaknya usulan yang sudah ada'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='cells',
            field=models.JSONField(default=dict, help_text="By title: the column's key and the content.", verbose_name='sel yang salah'),
        ),
        migrations.AddField(
            model_name='importrow',
            name='there',
            field=models.BooleanField(default=False, help_text='Its proposal is stored; it is passed over.', verbose_name='sudah ada'),
        ),
        migrations.AlterField(
            model_name='importbatch',
            name='amount',
            field=models.PositiveIntegerField(default=0, verbose_name='banyaknya usulan yang benar'),
        ),
        migrations.RunPython(tell_what_was_stored, migrations.RunPython.noop),
    ]
