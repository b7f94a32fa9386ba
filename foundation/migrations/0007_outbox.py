"""The outbox: mail as rows."""

import django.db.models.deletion
import django.utils.timezone
import foundation.outbox.models
from django.conf import settings
from django.db import migrations, models


# Mail that waited as a job of the queue becomes rows of the outbox; all such jobs go, for some hold links for passwords.
TAKE_OVER = """
INSERT INTO foundation_outgoingmail (
    office, address, subject, body, figures, kind, secret, token, state, attempts, server_fault, reason, answer,
    created_at, waiting_since, next_try_at
)
SELECT '', address, left(regexp_replace(args->>'subject', '[[:cntrl:]]+', ' ', 'g'), 78), args->>'body',
    COALESCE(args->>'figures', ''), 'pemberitahuan', args->>'body' LIKE '%/akun/%', left(md5(gen_random_uuid()::text), 16),
    'menunggu', 0, false, '', '', now(), now(), now()
FROM procrastinate_jobs, jsonb_array_elements_text(args->'to') AS address
WHERE task_name = 'send_mail' AND status IN ('todo', 'doing')
ORDER BY id;
DELETE FROM procrastinate_jobs WHERE task_name = 'send_mail';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('procrastinate', '0041_post_retry_failed_job'),
        ('foundation', '0006_security_log'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(blank=True, max_length=40, verbose_name='kode instansi')),
                ('address', models.CharField(max_length=254, verbose_name='alamat surel')),
                ('subject', models.CharField(max_length=120, verbose_name='perihal')),
                ('body', models.TextField(verbose_name='isi')),
                ('figures', models.TextField(blank=True, verbose_name='angka di dalamnya')),
                ('kind', models.CharField(choices=[('pemberitahuan', 'Pemberitahuan'), ('permintaan', 'Permintaan perbaikan'), ('pengingat', 'Pengingat'), ('akun', 'Akun dan kata sandi')], default='pemberitahuan', max_length=13, verbose_name='jenis')),
                ('about', models.BigIntegerField(null=True, verbose_name='tentang')),
                ('secret', models.BooleanField(default=False, verbose_name='berisi rahasia')),
                ('token', models.CharField(default=foundation.outbox.models._token, editable=False, max_length=16)),
                ('state', models.CharField(choices=[('menunggu', 'Menunggu'), ('terkirim', 'Terkirim'), ('ditolak', 'Ditolak'), ('menyerah', 'Tidak berhasil'), ('dibatalkan', 'Dibatalkan'), ('disampaikan', 'Disampaikan lewat WhatsApp')], default='menunggu', max_length=11, verbose_name='keadaan')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='banyaknya percobaan')),
                ('server_fault', models.BooleanField(default=False, verbose_name='server surel yang bermasalah')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='sebab')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='jawaban server')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dibuat')),
                ('waiting_since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='menunggu sejak')),
                ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='percobaan berikutnya')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='selesai')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'surel keluar',
                'verbose_name_plural': 'surel keluar',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'menunggu')), fields=['next_try_at', 'id'], name='mail_waiting'), models.Index(condition=models.Q(('about__isnull', False)), fields=['about'], name='mail_about'), models.Index(fields=['state', '-created_at'], name='mail_by_state'), models.Index(fields=['-created_at', '-id'], name='mail_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('secret', False), ('state', 'menunggu'), ('body', ''), _connector='OR'), name='mail_secret_blanked'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'menunggu')), models.Q(models.Q(('state', 'menunggu'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='mail_ended')],
            },
        ),
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
    ]
