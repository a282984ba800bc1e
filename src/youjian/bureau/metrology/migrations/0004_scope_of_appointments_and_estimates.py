"""What is planned, accepted, estimated, visited and noticed of a station is seen by who sees the station."""

from django.db import migrations

TABLES = ("appointment", "dispenseracceptance", "repairclose", "meterestimate", "listvisit", "breachnotice")
SQL = "".join(f"CALL ledger.protect('bureau.metrology_{table}');" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("metrology", "0003_appointments_estimates_and_notices")]
    operations = [migrations.RunSQL(SQL)]
