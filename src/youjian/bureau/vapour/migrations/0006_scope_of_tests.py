"""A test is seen by who sees its station."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vapour", "0005_station_tests")]
    operations = [migrations.RunSQL("CALL ledger.protect('bureau.vapour_stationtest')")]
