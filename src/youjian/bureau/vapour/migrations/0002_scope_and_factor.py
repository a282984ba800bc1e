"""A station's days are seen by who sees the station; the refuelling factor, as recalled, to be confirmed."""

from django.db import migrations

SQL = """
CALL ledger.protect('bureau.vapour_dayread');
CALL ledger.protect('bureau.vapour_dayverdict');
CALL ledger.protect('bureau.vapour_syncday');
INSERT INTO bureau.vapour_emissionfactor (valid_from, mg_l, low_mg_l, high_mg_l, recovered, source) VALUES
    ('2000-01-01', 1320, 880, 1760, 0.9, 'AP-42 5.2 refuelling 1320 mg/L, controlled 132 (recalled; bounds ±1/3 assumed)');
"""


class Migration(migrations.Migration):
    dependencies = [("vapour", "0001_days_judged")]
    operations = [migrations.RunSQL(SQL)]
