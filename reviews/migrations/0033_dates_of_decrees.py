"""What was established by a decree with a date bears that date, too."""

from django.db import migrations

GIVE = """
    UPDATE proposals_proposal p SET decree_date = m.decree_date
    FROM reviews_decision d JOIN reviews_meeting m ON m.id = d.meeting_id
    WHERE d.proposal_id = p.id AND d.action = 'shortlist' AND p.status = 'established'
        AND m.decree_number = p.decree_number AND m.decree_date IS NOT NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0030_decree_date'),
        ('reviews', '0032_ready_decrees'),
    ]

    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop)]
