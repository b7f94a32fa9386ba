"""The record moves from agencies to the floor below, as the portal sees it; the database keeps its tables."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # The tables stand since agencies 0001; only where they are declared moves here.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='LedgerEntry',
                    fields=[
                        ('sequence', models.BigAutoField(primary_key=True, serialize=False, verbose_name='nomor urut')),
                        ('previous_hash', models.CharField(editable=False, max_length=64, verbose_name='hash sebelumnya')),
                        ('own_hash', models.CharField(editable=False, max_length=64, unique=True, verbose_name='hash')),
                        ('at', models.DateTimeField(editable=False, verbose_name='waktu')),
                        ('kind', models.CharField(max_length=20, verbose_name='jenis')),
                        ('subject_type', models.CharField(max_length=60, verbose_name='jenis objek')),
                        ('subject_id', models.BigIntegerField(verbose_name='nomor objek')),
                        ('before', models.TextField(help_text='Canonical JSON.', verbose_name='sebelum')),
                        ('after', models.TextField(help_text='Canonical JSON.', verbose_name='sesudah')),
                        ('acting_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('actor', models.ForeignKey(help_text='Empty for the system.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'catatan tepercaya',
                        'verbose_name_plural': 'catatan tepercaya',
                        'db_table': 'agencies_ledgerentry',
                        'ordering': ['sequence'],
                    },
                ),
                migrations.CreateModel(
                    name='LedgerHead',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sequence', models.BigIntegerField(verbose_name='nomor urut')),
                        ('own_hash', models.CharField(max_length=64, verbose_name='hash')),
                    ],
                    options={
                        'verbose_name': 'ujung catatan',
                        'verbose_name_plural': 'ujung catatan',
                        'db_table': 'agencies_ledgerhead',
                        'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='ledger_one_head')],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='ledgerhead',
                    trigger=pgtrigger.compiler.Trigger(name='ledgerhead_only_by_triggers', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF pg_trigger_depth() < 2 THEN\n                    RAISE EXCEPTION 'pgtrigger: Only triggers write ledgerhead';\n                END IF;\n                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;\n            ", hash='77c04730b7f2525957c6f07dc9e326b9b72b66e7', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_ledgerhead_only_by_triggers_a2850', table='agencies_ledgerhead', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='ledgerhead',
                    trigger=pgtrigger.compiler.Trigger(name='ledgerhead_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows of ledgerhead';", hash='d627f447e2708d7a7f050f7283e74b2ff57bb2c9', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_ledgerhead_no_truncate_376b7', table='agencies_ledgerhead', when='BEFORE')),
                ),
                migrations.AddIndex(
                    model_name='ledgerentry',
                    index=models.Index(fields=['subject_type', 'subject_id'], name='ledger_subject'),
                ),
                migrations.AddConstraint(
                    model_name='ledgerentry',
                    constraint=models.CheckConstraint(condition=models.Q(('kind__regex', '^[a-z_]+$')), name='ledger_kind_form'),
                ),
                migrations.AddConstraint(
                    model_name='ledgerentry',
                    constraint=models.CheckConstraint(condition=models.Q(('subject_type__regex', '^[a-z_.]+$')), name='ledger_subject_form'),
                ),
                migrations.AddConstraint(
                    model_name='ledgerentry',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('before__contains', '\n'), _negated=True), models.Q(('after__contains', '\n'), _negated=True)), name='ledger_one_line'),
                ),
                migrations.AddConstraint(
                    model_name='ledgerentry',
                    constraint=models.CheckConstraint(condition=models.Q(('own_hash__regex', '^[0-9a-f]{64}$')), name='ledger_hash_form'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='ledgerentry',
                    trigger=pgtrigger.compiler.Trigger(name='ledgerentry_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='49f551e2ef2efbe3400b4b5968f532a93df5b45b', operation='UPDATE OR DELETE', pgid='pgtrigger_ledgerentry_append_only_e0100', table='agencies_ledgerentry', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='ledgerentry',
                    trigger=pgtrigger.compiler.Trigger(name='ledgerentry_no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows of ledgerentry';", hash='384609e131de69beb713d7cba9e900e44e2112d0', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_ledgerentry_no_truncate_13103', table='agencies_ledgerentry', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='ledgerentry',
                    trigger=pgtrigger.compiler.Trigger(name='ledger_chained', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE newest agencies_ledgerhead%ROWTYPE;', func='\n            PERFORM pg_advisory_xact_lock(4119710);\n            SELECT * INTO newest FROM agencies_ledgerhead WHERE id = 1;\n            NEW.sequence := COALESCE(newest.sequence, 0) + 1;\n            NEW.previous_hash := COALESCE(newest.own_hash, \'0000000000000000000000000000000000000000000000000000000000000000\');\n            NEW.at := clock_timestamp();\n            NEW.own_hash := encode(sha256(convert_to(concat_ws(E\'\\n\',\n                NEW.sequence::text,\n                NEW.previous_hash,\n                to_char(NEW.at AT TIME ZONE \'UTC\', \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\'),\n                COALESCE(NEW.actor_id::text, \'\'),\n                COALESCE(NEW.acting_for_id::text, \'\'),\n                NEW.kind, NEW.subject_type, NEW.subject_id::text, NEW.before, NEW.after\n            ), \'UTF8\')), \'hex\');\n            INSERT INTO agencies_ledgerhead (id, sequence, own_hash) VALUES (1, NEW.sequence, NEW.own_hash)\n                ON CONFLICT (id) DO UPDATE SET sequence = EXCLUDED.sequence, own_hash = EXCLUDED.own_hash;\n            RETURN NEW;\n        ', hash='da8a3402b987c42a56aed30daff295192e64a924', operation='INSERT', pgid='pgtrigger_ledger_chained_721c0', table='agencies_ledgerentry', when='BEFORE')),
                ),
            ]
        )
    ]
