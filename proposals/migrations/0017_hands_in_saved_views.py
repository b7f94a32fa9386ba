"""Saved views name the holder they ask for by the words that the filter has now."""

from django.db import migrations

RENAMED = """
    UPDATE proposals_savedview SET query = regexp_replace(
        regexp_replace(query, '(^|&)menunggu=proposer(&|$)', '\\1menunggu=agency\\2'),
        '(^|&)menunggu=reviewer(&|$)', '\\1menunggu=review\\2'
    ) WHERE query ~ '(^|&)menunggu=(proposer|reviewer)(&|$)';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0016_changes_by_period'),
    ]

    operations = [migrations.RunSQL(RENAMED, migrations.RunSQL.noop)]
