import django.db.models.deletion
import django.utils.timezone
import foundation.sheets.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('foundation', '0011_internal_mail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=20, verbose_name='tujuan')),
                ('name', models.CharField(max_length=150, verbose_name='nama berkas')),
                ('file', models.FileField(max_length=60, upload_to=foundation.sheets.models.kept_path, verbose_name='berkas')),
                ('marked', models.FileField(blank=True, max_length=60, upload_to=foundation.sheets.models.kept_path, verbose_name='berkas bertanda')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='diunggah')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lembar unggahan',
                'verbose_name_plural': 'lembar unggahan',
            },
        ),
    ]
