from django.db import migrations


class Migration(migrations.Migration):
    """What belongs to a proposal points to its stored row, which Python does not see here."""

    dependencies = [("competitions", "0020_efforts_of_the_city")]
    operations = [
        migrations.RunSQL(
            [
                "SET CONSTRAINTS ALL IMMEDIATE",
                "ALTER TABLE competitions_carriedclaim ADD CONSTRAINT carried_of_a_proposal FOREIGN KEY (proposal_id) "
                "REFERENCES proposals_proposal (id) DEFERRABLE INITIALLY DEFERRED",
            ],
            "ALTER TABLE competitions_carriedclaim DROP CONSTRAINT carried_of_a_proposal",
        ),
    ]
