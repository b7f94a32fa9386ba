"""Officials: who signs papers, from one day to another."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import foundation.text.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0008_notification_about'),
    ]

    operations = [
        migrations.CreateModel(
            name='Official',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(choices=[('kepala_daerah', 'Kepala daerah'), ('wakil_kepala_daerah', 'Wakil kepala daerah'), ('sekretaris_daerah', 'Sekretaris Daerah'), ('kepala_instansi', 'Kepala instansi'), ('lain', 'Jabatan lain')], max_length=24, verbose_name='jabatan')),
                ('title', foundation.text.fields.LineField(blank=True, max_length=220, verbose_name='sebutan jabatan')),
                ('standing', models.CharField(choices=[('definitif', 'Definitif'), ('plt', 'Plt.'), ('plh', 'Plh.'), ('pj', 'Pj.'), ('pjs', 'Pjs.')], default='definitif', max_length=12, verbose_name='kedudukan')),
                ('front', foundation.text.fields.LineField(blank=True, max_length=60, verbose_name='gelar di depan nama')),
                ('name', foundation.text.fields.LineField(max_length=120, verbose_name='nama tanpa gelar')),
                ('back', foundation.text.fields.LineField(blank=True, max_length=80, verbose_name='gelar di belakang nama')),
                ('nip', models.CharField(blank=True, max_length=30, validators=[django.core.validators.RegexValidator('\\A[0-9]*\\Z', 'NIP hanya berisi angka, tanpa huruf.')], verbose_name='NIP')),
                ('grade', models.CharField(blank=True, choices=[('Pegawai negeri sipil', [('IV/e', 'Pembina Utama (IV/e)'), ('IV/d', 'Pembina Utama Madya (IV/d)'), ('IV/c', 'Pembina Utama Muda (IV/c)'), ('IV/b', 'Pembina Tingkat I (IV/b)'), ('IV/a', 'Pembina (IV/a)'), ('III/d', 'Penata Tingkat I (III/d)'), ('III/c', 'Penata (III/c)'), ('III/b', 'Penata Muda Tingkat I (III/b)'), ('III/a', 'Penata Muda (III/a)'), ('II/d', 'Pengatur Tingkat I (II/d)'), ('II/c', 'Pengatur (II/c)'), ('II/b', 'Pengatur Muda Tingkat I (II/b)'), ('II/a', 'Pengatur Muda (II/a)'), ('I/d', 'Juru Tingkat I (I/d)'), ('I/c', 'Juru (I/c)'), ('I/b', 'Juru Muda Tingkat I (I/b)'), ('I/a', 'Juru Muda (I/a)')]), ('PPPK', [('I', 'PPPK golongan I'), ('II', 'PPPK golongan II'), ('III', 'PPPK golongan III'), ('IV', 'PPPK golongan IV'), ('V', 'PPPK golongan V'), ('VI', 'PPPK golongan VI'), ('VII', 'PPPK golongan VII'), ('VIII', 'PPPK golongan VIII'), ('IX', 'PPPK golongan IX'), ('X', 'PPPK golongan X'), ('XI', 'PPPK golongan XI'), ('XII', 'PPPK golongan XII'), ('XIII', 'PPPK golongan XIII'), ('XIV', 'PPPK golongan XIV'), ('XV', 'PPPK golongan XV'), ('XVI', 'PPPK golongan XVI'), ('XVII', 'PPPK golongan XVII')])], max_length=6, verbose_name='pangkat dan golongan')),
                ('on_behalf_of', foundation.text.fields.LineField(blank=True, max_length=220, verbose_name='atas nama (a.n.)')),
                ('since', models.DateField(verbose_name='mulai')),
                ('until', models.DateField(blank=True, null=True, verbose_name='sampai')),
                ('reason', foundation.text.fields.NoteField(blank=True, max_length=300, verbose_name='alasan perubahan terakhir')),
                ('seat', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Concat(models.F('office'), models.Value(':'), django.db.models.functions.comparison.Cast(models.F('agency'), models.CharField()), models.Value(':'), models.Case(models.When(office='lain', then=django.db.models.functions.text.Lower('title')), default=models.Value('')), output_field=models.CharField()), output_field=models.CharField(max_length=300))),
                ('mistaken', models.BooleanField(default=False, editable=False, verbose_name='catatan keliru')),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='held_offices', to=settings.AUTH_USER_MODEL, verbose_name='akun di portal')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='officials', to='agencies.agency', verbose_name='instansi')),
            ],
            options={
                'verbose_name': 'pejabat',
                'verbose_name_plural': 'pejabat',
                'ordering': ['seat', '-since', '-pk'],
                'indexes': [models.Index(fields=['account', 'since'], name='official_of_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='official_days_in_order', violation_error_message='Hari terakhir harus sama dengan atau sesudah hari mulai.'), models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', False), ('office', 'kepala_instansi')), models.Q(models.Q(('office', 'kepala_instansi'), _negated=True), ('agency', None)), _connector='OR'), name='official_head_of_agency', violation_error_message='Pilih instansi hanya bila jabatannya kepala instansi.'), models.CheckConstraint(condition=models.Q(('office', 'lain'), ('title', ''), _negated=True), name='official_other_has_title', violation_error_message='Tulis sebutan jabatannya.'), models.CheckConstraint(condition=models.Q(('nip__regex', '^[0-9]*$')), name='official_nip_digits', violation_error_message='NIP hanya berisi angka, tanpa huruf.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('mistaken', False), ('standing', 'definitif')), expressions=[(models.Func(models.Func('seat', models.Value(0), function='hashtextextended', template='(%(function)s(%(expressions)s) >> 1)'), models.Value(None, output_field=models.BigIntegerField()), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '='), (models.Func('since', 'until', models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='official_one_definitive', violation_error_message='Jabatan ini sudah punya pejabat definitif pada hari-hari itu.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='official',
            trigger=pgtrigger.compiler.Trigger(name='official_stays_in_office', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."office" IS DISTINCT FROM (NEW."office") OR OLD."agency_id" IS DISTINCT FROM (NEW."agency_id") OR (OLD."name" IS DISTINCT FROM (NEW."name") AND OLD."nip" IS DISTINCT FROM (NEW."nip") AND NOT (OLD."nip" = \'\')) OR (NOT NEW."mistaken" AND OLD."mistaken"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1e8b789ca4b2a0d6a5f87bd396913ddcab345994', operation='UPDATE', pgid='pgtrigger_official_stays_in_office_d1c2a', table='agencies_official', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='official',
            trigger=pgtrigger.compiler.Trigger(name='official_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c12809b055a5982ee4331cfec31bf44cb30936a3', operation='DELETE', pgid='pgtrigger_official_is_kept_7ebbc', table='agencies_official', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='official',
            trigger=pgtrigger.compiler.Trigger(name='official_recorded', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n            INSERT INTO agencies_ledgerentry\n                (previous_hash, own_hash, at, actor_id, kind, subject_type, subject_id, before, after)\n            VALUES (\n                \'\', \'\', now(),\n                (NULLIF(current_setting(\'pghistory.context_metadata\', true), \'\')::jsonb ->> \'user\')::bigint,\n                \'official\', \'agencies.official\', NEW.id,\n                CASE WHEN TG_OP = \'INSERT\' THEN \'{}\' ELSE \'{\' || \'"account_id":\' || COALESCE(to_json(OLD.account_id)::text, \'null\') || \',\' || \'"agency_id":\' || COALESCE(to_json(OLD.agency_id)::text, \'null\') || \',\' || \'"back":\' || COALESCE(to_json(OLD.back)::text, \'null\') || \',\' || \'"front":\' || COALESCE(to_json(OLD.front)::text, \'null\') || \',\' || \'"grade":\' || COALESCE(to_json(OLD.grade)::text, \'null\') || \',\' || \'"mistaken":\' || COALESCE(to_json(OLD.mistaken)::text, \'null\') || \',\' || \'"name":\' || COALESCE(to_json(OLD.name)::text, \'null\') || \',\' || \'"nip":\' || COALESCE(to_json(OLD.nip)::text, \'null\') || \',\' || \'"office":\' || COALESCE(to_json(OLD.office)::text, \'null\') || \',\' || \'"on_behalf_of":\' || COALESCE(to_json(OLD.on_behalf_of)::text, \'null\') || \',\' || \'"reason":\' || COALESCE(to_json(OLD.reason)::text, \'null\') || \',\' || \'"since":\' || COALESCE(to_json(OLD.since)::text, \'null\') || \',\' || \'"standing":\' || COALESCE(to_json(OLD.standing)::text, \'null\') || \',\' || \'"title":\' || COALESCE(to_json(OLD.title)::text, \'null\') || \',\' || \'"until":\' || COALESCE(to_json(OLD.until)::text, \'null\') || \'}\' END, \'{\' || \'"account_id":\' || COALESCE(to_json(NEW.account_id)::text, \'null\') || \',\' || \'"agency_id":\' || COALESCE(to_json(NEW.agency_id)::text, \'null\') || \',\' || \'"back":\' || COALESCE(to_json(NEW.back)::text, \'null\') || \',\' || \'"front":\' || COALESCE(to_json(NEW.front)::text, \'null\') || \',\' || \'"grade":\' || COALESCE(to_json(NEW.grade)::text, \'null\') || \',\' || \'"mistaken":\' || COALESCE(to_json(NEW.mistaken)::text, \'null\') || \',\' || \'"name":\' || COALESCE(to_json(NEW.name)::text, \'null\') || \',\' || \'"nip":\' || COALESCE(to_json(NEW.nip)::text, \'null\') || \',\' || \'"office":\' || COALESCE(to_json(NEW.office)::text, \'null\') || \',\' || \'"on_behalf_of":\' || COALESCE(to_json(NEW.on_behalf_of)::text, \'null\') || \',\' || \'"reason":\' || COALESCE(to_json(NEW.reason)::text, \'null\') || \',\' || \'"since":\' || COALESCE(to_json(NEW.since)::text, \'null\') || \',\' || \'"standing":\' || COALESCE(to_json(NEW.standing)::text, \'null\') || \',\' || \'"title":\' || COALESCE(to_json(NEW.title)::text, \'null\') || \',\' || \'"until":\' || COALESCE(to_json(NEW.until)::text, \'null\') || \'}\'\n            );\n            RETURN NULL;\n        ', hash='6cfb85f8283f8e3b86e7db97ff69371e65c4289b', operation='INSERT OR UPDATE', pgid='pgtrigger_official_recorded_bf873', table='agencies_official', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='official',
            trigger=pgtrigger.compiler.Trigger(name='change_noted', sql=pgtrigger.compiler.UpsertTriggerSql(execute='foundation_note_change()', func='RETURN NULL;', hash='c733d939775622ab5a3a32998f6bea8a1b169e2e', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_change_noted_7d49c', table='agencies_official', when='AFTER')),
        ),
    ]
