from django.db import migrations, models

import proposals.catalogue.models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_search_documents")]

    operations = [
        migrations.AddField(
            model_name="publicpicture",
            name="small",
            field=models.FileField(
                default="", max_length=120, upload_to=proposals.catalogue.models.small_path, verbose_name="gambar kecil"
            ),
            preserve_default=False,
        ),
    ]
