"""Mail between an agency's own people is a kind of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0010_sent_forms'),
    ]

    operations = [
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('pemberitahuan', 'Pemberitahuan'), ('permintaan', 'Permintaan perbaikan'), ('pengingat', 'Pengingat'), ('akun', 'Akun dan kata sandi'), ('internal', 'Pesan di dalam instansi')], default='pemberitahuan', max_length=13, verbose_name='jenis'),
        ),
    ]
