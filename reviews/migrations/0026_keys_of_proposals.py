from django.db import migrations

KEYS = {
    "reviews_frozenplace": ("proposal_id", "frozen_place_of_proposal"),
    "reviews_deviation": ("proposal_id", "deviation_of_proposal"),
    "reviews_meetingminutes": ("current_id", "minutes_of_proposal"),
}


class Migration(migrations.Migration):
    """What belongs to a proposal points to its stored row, which Python does not see here."""

    dependencies = [("reviews", "0025_score_scale")]
    operations = [
        migrations.RunSQL(
            [
                "SET CONSTRAINTS ALL IMMEDIATE",
                *(
                    f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}) "
                    "REFERENCES proposals_proposal (id) DEFERRABLE INITIALLY DEFERRED"
                    for table, (column, name) in KEYS.items()
                ),
            ],
            [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, (_, name) in KEYS.items()],
        ),
    ]
