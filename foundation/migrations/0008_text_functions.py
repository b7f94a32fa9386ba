from django.db import migrations

from foundation.text.keys import functions_sql


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0007_outbox"),
    ]

    operations = [
        migrations.RunSQL(
            functions_sql(), "DROP FUNCTION IF EXISTS text_natural(text); DROP FUNCTION IF EXISTS text_fold(text)"
        ),
    ]
