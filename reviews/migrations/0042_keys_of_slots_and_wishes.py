from django.db import migrations

KEYS = {
    "reviews_slot": ("proposal_id", "slot_of_proposal"),
    "reviews_reviewerwish": ("proposal_id", "wish_of_proposal"),
}


class Migration(migrations.Migration):
    """What belongs to a proposal points to its stored row, which Python does not see here."""

    dependencies = [("reviews", "0041_acceptance_stays_once_asked")]
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
