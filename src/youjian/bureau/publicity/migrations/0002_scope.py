"""Who sees the station sees its codes."""

from django.db import migrations

SQL = "CALL ledger.protect('bureau.publicity_publiccode'); CALL ledger.protect('bureau.publicity_knock')"


class Migration(migrations.Migration):
    dependencies = [("publicity", "0001_codes")]
    operations = [migrations.RunSQL(SQL)]
