"""Everything of a taxpayer is seen by who sees all its stations; the rates that apply today."""

from django.db import migrations

SQL = """
CALL ledger.protect('bureau.tax_chiptask');
CALL ledger.protect('bureau.tax_taxpayergroup', 'reach');
CALL ledger.protect('bureau.tax_groupmember', 'reach');
CALL ledger.protect('bureau.tax_evidencepack', 'reach');
CALL ledger.protect('bureau.tax_taxhandover', 'reach');
CALL ledger.protect('bureau.tax_handoverstep', 'reach');
INSERT INTO bureau.tax_taxrate (kind, pct, valid_from, basis) VALUES
    ('vat', 17, '1994-01-01', '增值税基本税率'),
    ('vat', 16, '2018-05-01', '财税〔2018〕32号'),
    ('vat', 13, '2019-04-01', '财政部 税务总局 海关总署公告2019年第39号'),
    ('surcharge', 12, '1994-01-01', '城市维护建设税7%、教育费附加3%、地方教育附加2%（市区，按当地核定修改）');
"""


class Migration(migrations.Migration):
    dependencies = [("tax", "0001_tax_desk")]
    operations = [migrations.RunSQL(SQL)]
