"""A verification and a seal's act are seen by who sees the station; editions and positions, to be confirmed."""

from django.db import migrations

SQL = """
CALL ledger.protect('bureau.metrology_nozzleverification');
CALL ledger.protect('bureau.metrology_sealact');
INSERT INTO bureau.metrology_edition
    (code, valid_from, mpe_milli, repeatability_milli, range_divisor, readings, interval_months, source) VALUES
    ('JJG 443-2015', '2015-01-01', 300, 150, 1, 3, 6, 'recalled: ±0.30 %, 0.15 %, 6 months; its first day to be confirmed'),
    ('JJG 443-2023', '2024-05-01', 300, 100, 1, 3, 6, 'read: 试行, in force 2024-05-01, ±0.30 %, 0.10 %; 6 months recalled');
INSERT INTO bureau.metrology_sealposition (code, zh, en, required, source) VALUES
    ('meter_adjuster', '流量计调节器', 'Meter adjuster', true, 'JJG 443-2023'),
    ('encoder', '编码器与流量变换器之间', 'Between encoder and transducer', true, 'JJG 443-2023'),
    ('mainboard', '计控主板与机体之间', 'Between main board and body', true, 'JJG 443-2023'),
    ('display', '显示屏', 'Display', false, ''),
    ('cover', '机壳', 'Cover', false, '');
"""


class Migration(migrations.Migration):
    dependencies = [("metrology", "0001_verifications_and_seals")]
    operations = [migrations.RunSQL(SQL)]
