"""Quarantine has an app of its own; the ledger's table stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_city_limits")]
    operations = [migrations.DeleteModel(name="QuarantinedRecord")]
