from django.db import migrations


class Migration(migrations.Migration):
    """What belongs to a proposal points to its stored row, which Python does not see here."""

    dependencies = [("competitions", "0013_verdicts_told")]
    operations = [
        migrations.RunSQL(
            [
                "SET CONSTRAINTS ALL IMMEDIATE",
                "ALTER TABLE competitions_nationalresult ADD CONSTRAINT result_of_proposal FOREIGN KEY (proposal_id) "
                "REFERENCES proposals_proposal (id) DEFERRABLE INITIALLY DEFERRED",
            ],
            "ALTER TABLE competitions_nationalresult DROP CONSTRAINT result_of_proposal",
        ),
    ]
