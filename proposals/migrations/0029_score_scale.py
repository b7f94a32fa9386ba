"""Periods that are there keep the scale on which they were scored; new ones begin at the lowest level."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0028_messages_of_their_day'),
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
        pgtrigger.migrations.RemoveTrigger(
            model_name='period',
            name='change_noted',
        ),
        migrations.AddField(
            model_name='period',
            name='score_scale',
            field=models.CharField(choices=[('highest', '100 berarti semua kriteria di tingkat tertinggi; nilai adalah tingkat dibagi tingkat tertinggi, jadi nilai terendah lebih dari 0 bila tingkat terendah 1'), ('range', '0 berarti semua kriteria di tingkat terendah, 100 berarti semuanya di tingkat tertinggi')], db_default='highest', default='highest', editable=False, max_length=8, verbose_name='skala nilai'),
        ),
        migrations.AlterField(
            model_name='period',
            name='score_scale',
            field=models.CharField(choices=[('highest', '100 berarti semua kriteria di tingkat tertinggi; nilai adalah tingkat dibagi tingkat tertinggi, jadi nilai terendah lebih dari 0 bila tingkat terendah 1'), ('range', '0 berarti semua kriteria di tingkat terendah, 100 berarti semuanya di tingkat tertinggi')], db_default='range', default='range', editable=False, max_length=8, verbose_name='skala nilai'),
        ),
        migrations.AddField(
            model_name='periodevent',
            name='score_scale',
            field=models.CharField(choices=[('highest', '100 berarti semua kriteria di tingkat tertinggi; nilai adalah tingkat dibagi tingkat tertinggi, jadi nilai terendah lebih dari 0 bila tingkat terendah 1'), ('range', '0 berarti semua kriteria di tingkat terendah, 100 berarti semuanya di tingkat tertinggi')], db_default='highest', default='highest', editable=False, max_length=8, verbose_name='skala nilai'),
        ),
        migrations.AlterField(
            model_name='periodevent',
            name='score_scale',
            field=models.CharField(choices=[('highest', '100 berarti semua kriteria di tingkat tertinggi; nilai adalah tingkat dibagi tingkat tertinggi, jadi nilai terendah lebih dari 0 bila tingkat terendah 1'), ('range', '0 berarti semua kriteria di tingkat terendah, 100 berarti semuanya di tingkat tertinggi')], db_default='range', default='range', editable=False, max_length=8, verbose_name='skala nilai'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='period',
            trigger=pgtrigger.compiler.Trigger(name='change_noted', sql=pgtrigger.compiler.UpsertTriggerSql(execute='foundation_note_change()', func='RETURN NULL;', hash='9e8af7dd025ed9fa4202fca32dda94f9e72a0ae4', level='STATEMENT', operation='INSERT OR UPDATE OF "year", "name", "target", "opens_at", "closes_at", "guide_id", "minimum_per_agency", "feedback", "ranking_column", "score_scale", "is_side_round" OR DELETE OR TRUNCATE', pgid='pgtrigger_change_noted_3f40c', table='proposals_period', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='period',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "proposals_periodevent" ("closes_at", "feedback", "guide_id", "id", "is_side_round", "last_sequence", "minimum_per_agency", "name", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ranking_column", "score_scale", "target", "year") VALUES (NEW."closes_at", NEW."feedback", NEW."guide_id", NEW."id", NEW."is_side_round", NEW."last_sequence", NEW."minimum_per_agency", NEW."name", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ranking_column", NEW."score_scale", NEW."target", NEW."year"); RETURN NULL;', hash='439c231e0d674fb836bae65d2d71eb7860cf829e', operation='INSERT', pgid='pgtrigger_insert_insert_504db', table='proposals_period', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='period',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "proposals_periodevent" ("closes_at", "feedback", "guide_id", "id", "is_side_round", "last_sequence", "minimum_per_agency", "name", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ranking_column", "score_scale", "target", "year") VALUES (NEW."closes_at", NEW."feedback", NEW."guide_id", NEW."id", NEW."is_side_round", NEW."last_sequence", NEW."minimum_per_agency", NEW."name", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ranking_column", NEW."score_scale", NEW."target", NEW."year"); RETURN NULL;', hash='062d9911d636c10489029fd9b1887698c0ab85df', operation='UPDATE', pgid='pgtrigger_update_update_0d8de', table='proposals_period', when='AFTER')),
        ),
    ]
