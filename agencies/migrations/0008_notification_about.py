"""Lines of the inbox name the proposal that they tell of."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0007_sessions_end_with_identity'),
    ]

    operations = [
        migrations.AddField(
            model_name='notification',
            name='about',
            field=models.BigIntegerField(blank=True, null=True, verbose_name='tentang'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('about__isnull', False)), fields=['about'], name='notification_about'),
        ),
        # Lines of before name their proposal in the address alone.
        migrations.RunSQL(
            "UPDATE agencies_notification SET about = substring(url FROM '^/usulan/([0-9]{1,18})/')::bigint "
            "WHERE url ~ '^/usulan/[0-9]{1,18}/'",
            migrations.RunSQL.noop,
        ),
    ]
