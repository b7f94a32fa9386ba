"""The scale of scores of a period is fixed by its first score."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0029_score_scale'),
        ('reviews', '0024_decree_with_scan'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='scoredperiod',
            trigger=pgtrigger.compiler.Trigger(name='score_scale_fixed_by_score', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."score_scale" IS DISTINCT FROM (NEW."score_scale"))', func="\n            IF EXISTS (\n                SELECT 1 FROM reviews_assignment a JOIN reviews_reviewstage t ON t.id = a.stage_id\n                WHERE t.period_id = OLD.id AND (a.state = 'done' OR EXISTS (\n                    SELECT 1 FROM reviews_score s WHERE s.assignment_id = a.id\n                ))\n            ) THEN\n                RAISE EXCEPTION 'pgtrigger: The scale of scores is decided before scoring starts';\n            END IF;\n            RETURN NEW;\n        ", hash='17120cf47cf7c5e79a7879169593ffc17bb52b90', operation='UPDATE OF "score_scale"', pgid='pgtrigger_score_scale_fixed_by_score_163b7', table='proposals_period', when='BEFORE')),
        ),
    ]
