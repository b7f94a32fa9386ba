"""The record moves from agencies to the floor below, as the portal sees it; the database keeps its tables."""
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("foundation", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="LedgerEntry"),
                migrations.DeleteModel(name="LedgerHead"),
            ]
        )
    ]
