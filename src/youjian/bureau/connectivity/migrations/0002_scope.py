"""Outages and days are seen within the scope only."""

from django.db import migrations

SQL = """
CALL ledger.protect('bureau.connectivity_outage');
CALL ledger.protect('bureau.connectivity_onlineday');
"""


class Migration(migrations.Migration):
    dependencies = [("connectivity", "0001_outages_and_days")]
    operations = [migrations.RunSQL(SQL)]
