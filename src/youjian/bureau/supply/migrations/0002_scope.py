"""Entries and attachments are seen and made within the scope only."""

from django.db import migrations

SQL = """
CALL ledger.protect('bureau.supply_entry');
CALL ledger.protect('bureau.supply_attachment');
"""


class Migration(migrations.Migration):
    dependencies = [("supply", "0001_entries")]
    operations = [migrations.RunSQL(SQL)]
