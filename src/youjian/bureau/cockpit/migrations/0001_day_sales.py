"""Sums of what was sold by day and hour, seen within the scope only, and until when they hold."""

from django.db import migrations, models

_SUMS = [
    ("volume_ml", models.BigIntegerField()),
    ("amount_fen", models.BigIntegerField()),
    ("fuellings", models.IntegerField()),
]


def _key(*columns: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        *columns, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("done_at", models.DateTimeField()),
                ("waiting", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="DaySales",
            fields=[
                ("pk", _key("station_id", "day", "product")),
                ("station_id", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("product", models.TextField()),
                *_SUMS,
            ],
            options={"indexes": [models.Index(fields=["day"], name="day_sales_by_day")]},
        ),
        migrations.CreateModel(
            name="HourSales",
            fields=[
                ("pk", _key("station_id", "day", "hour", "product")),
                ("station_id", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("hour", models.SmallIntegerField()),
                ("product", models.TextField()),
                *[(name, field.clone()) for name, field in _SUMS],
            ],
            options={"indexes": [models.Index(fields=["day"], name="hour_sales_by_day")]},
        ),
        migrations.RunSQL("CALL ledger.protect('bureau.cockpit_daysales')"),
        migrations.RunSQL("CALL ledger.protect('bureau.cockpit_hoursales')"),
    ]
