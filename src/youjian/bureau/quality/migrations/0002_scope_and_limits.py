"""Who sees the station sees its samples; the limits of GB 17930-2016 and GB 19147-2016, to be confirmed."""

from django.db import migrations

_PETROL, _DIESEL = "GB 17930-2016 (ⅥB)", "GB 19147-2016 (Ⅵ)"
# fuel, property, low, high, season
_PETROL_LIMITS = (
    ("92", "ron", 92, None, ""), ("95", "ron", 95, None, ""), ("98", "ron", 98, None, ""),
    ("petrol", "sulphur", None, 10, ""), ("petrol", "vapour_pressure", 45, 85, "winter"),
    ("petrol", "vapour_pressure", 40, 65, "summer"), ("petrol", "t50", None, 110, ""),
    ("petrol", "t90", None, 190, ""), ("petrol", "final_point", None, 205, ""), ("petrol", "gum", None, 5, ""),
    ("petrol", "benzene", None, "0.8", ""), ("petrol", "aromatics", None, 35, ""),
    ("petrol", "olefins", None, 15, ""), ("petrol", "oxygen", None, "2.7", ""),
    ("petrol", "methanol", None, "0.3", ""), ("petrol", "manganese", None, "0.002", ""),
    ("petrol", "density20", 720, 775, ""),
)  # fmt: skip
_DIESEL_LIMITS = (
    ("diesel", "sulphur", None, 10, ""), ("diesel", "polyaromatics", None, 7, ""),
    ("diesel", "t50", None, 300, ""), ("diesel", "t90", None, 355, ""), ("diesel", "t95", None, 365, ""),
    ("0D", "cetane", 51, None, ""), ("-10D", "cetane", 51, None, ""), ("-20D", "cetane", 49, None, ""),
    ("-35D", "cetane", 47, None, ""), ("0D", "flash", 60, None, ""), ("-10D", "flash", 60, None, ""),
    ("-20D", "flash", 50, None, ""), ("-35D", "flash", 45, None, ""), ("0D", "filter_plug", None, 4, ""),
    ("-10D", "filter_plug", None, -5, ""), ("-20D", "filter_plug", None, -14, ""),
    ("-35D", "filter_plug", None, -29, ""), ("0D", "density20", 810, 845, ""),
    ("-10D", "density20", 810, 845, ""), ("-20D", "density20", 790, 840, ""),
    ("-35D", "density20", 790, 840, ""), ("0D", "viscosity", 3, 8, ""), ("-10D", "viscosity", 3, 8, ""),
    ("-20D", "viscosity", "2.5", 8, ""), ("-35D", "viscosity", "1.8", 7, ""),
)  # fmt: skip
SQL = "; ".join(
    f"CALL ledger.protect('bureau.quality_{name}')" for name in ("planitem", "sample", "samplestep", "labreport")
)


def seed(apps, schema_editor):
    limit = apps.get_model("quality", "PropertyLimit").objects.using(schema_editor.connection.alias)
    for standard, rows, day in ((_PETROL, _PETROL_LIMITS, "2023-07-01"), (_DIESEL, _DIESEL_LIMITS, "2019-01-01")):
        for fuel, code, low, high, season in rows:
            limit.create(
                fuel=fuel, code=code, low=low, high=high, season=season, standard=standard, valid_from=day,
                source="recalled: to be confirmed against the standard",
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_samples")]
    operations = [migrations.RunSQL(SQL), migrations.RunPython(seed)]
