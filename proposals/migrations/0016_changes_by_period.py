"""Changes of proposals and of their moves are noted per period as well, so that finished years stay as they were."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

MARK = "1 + floor(random() * 4503599627370495)::bigint"


def noting(table, periods):
    return f"""
        INSERT INTO foundation_tablechange (subject, mark)
            SELECT '{table}/' || period_id, {MARK} FROM ({periods}) which;
    """


BOTH = "SELECT period_id FROM come UNION SELECT period_id FROM gone"
KNOWN = """
    SELECT DISTINCT split_part(subject, '/', 2) AS period_id FROM (
        SELECT subject FROM foundation_tablechange UNION ALL SELECT subject FROM foundation_tabletotal
    ) noted WHERE subject LIKE 'proposals_proposal/%'
"""
MOVED = "SELECT DISTINCT p.period_id FROM come JOIN proposals_proposal p ON p.id = come.proposal_id"
FUNCTIONS = f"""
    CREATE FUNCTION proposals_note_come() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {noting("proposals_proposal", "SELECT DISTINCT period_id FROM come")} RETURN NULL; END $$;
    CREATE FUNCTION proposals_note_gone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {noting("proposals_proposal", "SELECT DISTINCT period_id FROM gone")} RETURN NULL; END $$;
    CREATE FUNCTION proposals_note_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {noting("proposals_proposal", BOTH)} RETURN NULL; END $$;
    CREATE FUNCTION proposals_note_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {noting("proposals_proposal", KNOWN)} RETURN NULL; END $$;
    CREATE FUNCTION proposals_note_moved() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN {noting("proposals_event", MOVED)} RETURN NULL; END $$;
"""
NO_FUNCTIONS = """
    DROP FUNCTION
        proposals_note_come, proposals_note_gone, proposals_note_changed, proposals_note_emptied, proposals_note_moved
"""


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0015_period_noted'),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        pgtrigger.migrations.AddTrigger(
            model_name='event',
            trigger=pgtrigger.compiler.Trigger(name='noted_insert', sql=pgtrigger.compiler.UpsertTriggerSql(execute='proposals_note_moved()', func='RETURN NULL;', hash='7dcbb9cd2955f60dcf3f1077b250922218904009', level='STATEMENT', operation='INSERT', pgid='pgtrigger_noted_insert_cab1a', referencing='REFERENCING NEW TABLE AS come ', table='proposals_event', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='noted_insert', sql=pgtrigger.compiler.UpsertTriggerSql(execute='proposals_note_come()', func='RETURN NULL;', hash='4d420c8507f74fadab2de4846792307d3ddc55bc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_noted_insert_770ca', referencing='REFERENCING NEW TABLE AS come ', table='proposals_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='noted_update', sql=pgtrigger.compiler.UpsertTriggerSql(execute='proposals_note_changed()', func='RETURN NULL;', hash='03b97cdb23f72e3e446f4bc22a279a358536b271', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_noted_update_57d64', referencing='REFERENCING OLD TABLE AS gone  NEW TABLE AS come ', table='proposals_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='noted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(execute='proposals_note_gone()', func='RETURN NULL;', hash='ca878d89525a997021097d6288d00be9c1f6a76b', level='STATEMENT', operation='DELETE', pgid='pgtrigger_noted_delete_907b2', referencing='REFERENCING OLD TABLE AS gone ', table='proposals_proposal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='noted_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(execute='proposals_note_emptied()', func='RETURN NULL;', hash='9dcbd4e76f50b42ab46918b7d672eea53986b9cd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_noted_truncate_04549', table='proposals_proposal', when='AFTER')),
        ),
    ]
