"""Who sees tests and papers of acceptance: by station, or by the area of the paper."""

from django.db import migrations

_STATIONS = ("stationgate", "jointtest", "testentry", "acceptanceact")
_AREAS = ("finalacceptance", "expertopinion", "evaluation", "acceptancefile")


class Migration(migrations.Migration):
    dependencies = [("acceptance", "0001_acceptance")]
    operations = [
        migrations.RunSQL(
            [
                *(f"CALL ledger.protect('bureau.acceptance_{name}')" for name in _STATIONS),
                *(f"CALL ledger.protect('bureau.acceptance_{name}', 'area')" for name in _AREAS),
            ]
        )
    ]
