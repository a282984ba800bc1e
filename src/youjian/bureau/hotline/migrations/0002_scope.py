"""Who sees an area sees its work orders."""

from django.db import migrations

SQL = "; ".join(
    f"CALL ledger.protect('bureau.hotline_{name}', 'area')" for name in ("workorder", "workorderstep")
)


class Migration(migrations.Migration):
    dependencies = [("hotline", "0001_work_orders")]
    operations = [migrations.RunSQL(SQL)]
