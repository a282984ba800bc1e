"""Prices seen are read within the scope only; notices are everybody's, as the register's price caps."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pricing", "0001_prices")]
    operations = [migrations.RunSQL("CALL ledger.protect('bureau.pricing_dayprice')")]
