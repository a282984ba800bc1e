"""Who sees an area sees its leads; how long answers may take, to be confirmed by the city."""

from django.db import migrations

_TABLES = ("lead", "leadstep", "leadphoto", "reporter")
SQL = "; ".join(f"CALL ledger.protect('bureau.cases_{name}', 'area')" for name in _TABLES)
TERMS = {"12345": 5, "12315": 7, "hotline": 5, "public": 7, "inspection": 7, "alert": 7, "department": 7, "other": 7}


def seed(apps, schema_editor):
    term = apps.get_model("cases", "Term").objects.using(schema_editor.connection.alias)
    for source, days in TERMS.items():
        term.create(source=source, working_days=days, basis="proposed: to be set by the city")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_leads")]
    operations = [migrations.RunSQL(SQL), migrations.RunPython(seed)]
