"""When a repair is late follows from the procedure of the period; the plan of reminders has no figure of its own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0008_reports_are_issued_papers")]

    operations = [migrations.RemoveField(model_name="nudgeplan", name="repair_days")]
