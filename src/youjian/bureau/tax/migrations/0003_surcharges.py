"""Surcharges on value added tax one by one; what an office had set as one rate of its own stays as it is."""

from django.db import migrations, models

_KINDS = ["vat", "urban", "education", "local_education", "surcharge"]
SQL = """
WITH shipped AS (
    DELETE FROM bureau.tax_taxrate WHERE kind = 'surcharge' AND valid_from = '1994-01-01' AND pct = 12
        AND NOT EXISTS (SELECT FROM bureau.tax_taxrate WHERE kind = 'surcharge' AND valid_from > '1994-01-01')
    RETURNING valid_from
)
INSERT INTO bureau.tax_taxrate (kind, pct, valid_from, basis)
SELECT kind, pct, valid_from, basis FROM shipped CROSS JOIN (VALUES
    ('urban', 7, '城市维护建设税（市区，县镇按当地核定修改）'),
    ('education', 3, '教育费附加（按当地核定修改）'),
    ('local_education', 2, '地方教育附加（按当地核定修改）')
) AS parts (kind, pct, basis);
"""


class Migration(migrations.Migration):
    dependencies = [("tax", "0002_scope_and_rates")]
    operations = [
        migrations.RemoveConstraint("taxrate", "tax_rate_kind_known"),
        migrations.AddConstraint(
            "taxrate",
            models.CheckConstraint(condition=models.Q(kind__in=_KINDS), name="tax_rate_kind_known"),
        ),
        migrations.RunSQL(SQL),
    ]
