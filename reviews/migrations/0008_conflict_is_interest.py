"""A conflict of interest is called interest in code; the database keeps the name of its table."""
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reviews", "0007_job_stopped")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelTable(name="Conflict", table="reviews_conflict"),
                migrations.RenameModel(old_name="Conflict", new_name="Interest"),
            ]
        )
    ]
