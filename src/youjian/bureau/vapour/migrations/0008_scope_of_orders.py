"""An order and its photos are seen by who sees the station."""

from django.db import migrations

_TABLES = ("nozzleorder", "vapourfile")
SQL = "; ".join(f"CALL ledger.protect('bureau.vapour_{name}')" for name in _TABLES)


class Migration(migrations.Migration):
    dependencies = [("vapour", "0007_nozzle_orders")]
    operations = [migrations.RunSQL(SQL)]
