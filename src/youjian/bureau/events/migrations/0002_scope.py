"""Events are seen within the scope only."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0001_events")]
    operations = [migrations.RunSQL("CALL ledger.protect('bureau.events_event')")]
