"""Alerts and their notes are seen within the scope only."""

from django.db import migrations

SQL = """
CALL ledger.protect('bureau.alerts_alert');
CALL ledger.protect('bureau.alerts_alertnote');
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0001_alerts")]
    operations = [migrations.RunSQL(SQL)]
