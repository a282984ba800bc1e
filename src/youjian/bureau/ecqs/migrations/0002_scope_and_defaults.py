"""Who sees an area sees its instruments; what every dispenser has in fields that the register does not hold."""

from django.db import migrations

SQL = "; ".join(f"CALL ledger.protect('bureau.ecqs_{name}', 'area')" for name in ("instrument", "ledgerdifference"))
DEFAULTS = {
    "name": "燃油加油机",
    "item_class": "燃油加油机",
    "kind": "燃油加油机",
    "range": "(5～50)L/min",
    "accuracy": "0.3级",
    "purpose": "贸易结算",
    "submission": "现场检定",
}


def seed(apps, schema_editor):
    default = apps.get_model("ecqs", "LedgerDefault").objects.using(schema_editor.connection.alias)
    for field, value in DEFAULTS.items():
        default.create(field=field, value=value, source="proposed: to be confirmed by the metering desk")


class Migration(migrations.Migration):
    dependencies = [("ecqs", "0001_exchange")]
    operations = [migrations.RunSQL(SQL), migrations.RunPython(seed)]
