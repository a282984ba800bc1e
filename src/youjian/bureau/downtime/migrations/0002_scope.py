"""Requests and their steps are seen within the scope only."""

from django.db import migrations

SQL = """
CALL ledger.protect('bureau.downtime_request');
CALL ledger.protect('bureau.downtime_step');
"""


class Migration(migrations.Migration):
    dependencies = [("downtime", "0001_requests")]
    operations = [migrations.RunSQL(SQL)]
