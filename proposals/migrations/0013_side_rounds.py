"""Main periods do not overlap; those that did become side rounds, the later one of two, which a coordinator may change."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import pgtrigger.compiler
import pgtrigger.migrations
import proposals.core.period.models
from django.db import migrations, models


def mark_overlaps(apps, schema_editor):
    """Keeps the period that opened first as the main one."""
    Period = apps.get_model("proposals", "Period")
    last = None
    for period in Period.objects.order_by("opens_at", "year"):
        if last is not None and period.opens_at <= last.closes_at:
            Period.objects.filter(pk=period.pk).update(is_side_round=True)
        else:
            last = period


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0012_city_keys_as_data'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='period',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='period',
            name='update_update',
        ),
        migrations.AddField(
            model_name='period',
            name='is_side_round',
            field=models.BooleanField(default=False, help_text='Hanya putaran sampingan yang boleh berjalan pada waktu yang sama dengan periode lain. Halaman depan dan dasbor tetap dibuka dengan periode utama.', verbose_name='putaran sampingan'),
        ),
        migrations.AddField(
            model_name='periodevent',
            name='is_side_round',
            field=models.BooleanField(default=False, help_text='Hanya putaran sampingan yang boleh berjalan pada waktu yang sama dengan periode lain. Halaman depan dan dasbor tetap dibuka dengan periode utama.', verbose_name='putaran sampingan'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='period',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_periodevent" ("closes_at", "feedback", "guide_id", "id", "is_side_round", "last_sequence", "minimum_per_agency", "name", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ranking_column", "target", "year") VALUES (NEW."closes_at", NEW."feedback", NEW."guide_id", NEW."id", NEW."is_side_round", NEW."last_sequence", NEW."minimum_per_agency", NEW."name", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ranking_column", NEW."target", NEW."year"); RETURN NULL;', hash='7e4cecca43f0b4278db02b14a12705e3158fb6f1', operation='INSERT', pgid='pgtrigger_insert_insert_504db', table='proposals_period', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='period',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "proposals_periodevent" ("closes_at", "feedback", "guide_id", "id", "is_side_round", "last_sequence", "minimum_per_agency", "name", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ranking_column", "target", "year") VALUES (NEW."closes_at", NEW."feedback", NEW."guide_id", NEW."id", NEW."is_side_round", NEW."last_sequence", NEW."minimum_per_agency", NEW."name", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ranking_column", NEW."target", NEW."year"); RETURN NULL;', hash='9dd24000a56762bbc3a973b8221422cdbfc84205', operation='UPDATE', pgid='pgtrigger_update_update_0d8de', table='proposals_period', when='AFTER')),
        ),
        migrations.RunPython(mark_overlaps, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='period',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_side_round', False)), expressions=[(proposals.core.period.models.TimeSpan('opens_at', 'closes_at', django.contrib.postgres.fields.ranges.RangeBoundary(True, True)), '&&')], name='period_one_main_at_a_time', violation_error_message='Waktunya bertumpang tindih dengan periode lain.'),
        ),
    ]
