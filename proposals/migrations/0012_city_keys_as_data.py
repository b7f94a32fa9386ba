"""What code knew by keys of this city's files stands beside them as data: signs, the step of the design, conditions."""

from django.db import migrations, models

# As the code had it until now; what is loaded anew takes it from affairs.csv and the guide.
SIGNS = {
    "buku": ("pendidikan", "perpustakaan", "kearsipan", "pendidikan-dan-pelatihan"),
    "palang": ("kesehatan",),
    "jalan": ("pekerjaan-umum-dan-penataan-ruang",),
    "rumah": ("perumahan-rakyat-dan-kawasan-permukiman",),
    "perisai": ("ketenteraman-ketertiban-umum-dan-pelindungan-masyarakat", "kesatuan-bangsa-dan-politik", "inspektorat-daerah"),
    "warga": ("sosial", "pemberdayaan-perempuan-dan-pelindungan-anak", "pemberdayaan-masyarakat-dan-desa", "pengendalian-penduduk-dan-keluarga-berencana"),
    "tas": ("tenaga-kerja", "kepegawaian"),
    "daun": ("lingkungan-hidup", "kehutanan"),
    "padi": ("pangan", "pertanian"),
    "peta": ("pertanahan", "transmigrasi", "pengelolaan-perbatasan"),
    "kartu": ("administrasi-kependudukan-dan-pencatatan-sipil",),
    "bus": ("perhubungan",),
    "sinyal": ("komunikasi-dan-informatika",),
    "kunci": ("persandian",),
    "toko": ("koperasi-usaha-kecil-dan-menengah", "perdagangan"),
    "grafik": ("statistik", "penanaman-modal", "perencanaan", "keuangan"),
    "bintang": ("kepemudaan-dan-olah-raga", "pariwisata"),
    "gong": ("kebudayaan",),
    "ombak": ("kelautan-dan-perikanan",),
    "pabrik": ("perindustrian", "energi-dan-sumber-daya-mineral"),
    "balai": ("sekretariat-daerah", "sekretariat-dprd", "kecamatan", "pengelolaan-penghubung"),
}


def mark(apps, schema_editor):
    for sign, keys in SIGNS.items():
        apps.get_model("proposals", "Affair").objects.filter(key__in=keys).update(sign=sign)
    apps.get_model("proposals", "Section").objects.filter(key="rancang-bangun", parent=None).update(meaning="design")
    applied = apps.get_model("proposals", "AttachmentKind").objects.filter(required="applied")
    applied.update(required="never", required_when={"stage": ["penerapan"]})


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0011_tallies'),
    ]

    operations = [
        migrations.AddField(
            model_name='affair',
            name='sign',
            field=models.CharField(blank=True, help_text='One of affairs.signs.SIGNS.', max_length=20, verbose_name='gambar'),
        ),
        migrations.AddField(
            model_name='attachmentkind',
            name='required_when',
            field=models.JSONField(blank=True, default=dict, help_text='As of a profile field.', verbose_name='harus ada bila'),
        ),
        migrations.AddField(
            model_name='section',
            name='meaning',
            field=models.CharField(blank=True, choices=[('design', 'rancang bangun')], max_length=10, verbose_name='makna'),
        ),
        migrations.AlterField(
            model_name='attachmentkind',
            name='required',
            field=models.CharField(choices=[('never', 'bila ada'), ('always', 'wajib')], default='never', max_length=8, verbose_name='keharusan'),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
