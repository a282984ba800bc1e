"""The stock book's days and rises, seen within the scope only, and how far the book is."""

from django.db import migrations, models

_ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
_VOLUMES = ("test_return_ml", "self_use_ml", "transfer_ml", "custody_ml", "totalizer_ml")
_GAUGED = ("opening20_ml", "closing20_ml", "variance_sd_ml", "allowed20_ml")


def _key(*columns: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        *columns, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="BookDay",
            fields=[
                ("pk", _key("station_id", "day", "product")),
                ("station_id", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("product", models.TextField()),
                ("sales_ml", models.BigIntegerField(db_default=0)),
                ("amount_fen", models.BigIntegerField(db_default=0)),
                ("fuellings", models.IntegerField(db_default=0)),
                *[(name, models.BigIntegerField(db_default=0)) for name in _VOLUMES],
                ("documents", models.IntegerField(db_default=0)),
                ("documents_ml", models.BigIntegerField(db_default=0)),
                ("documents20_ml", models.BigIntegerField(db_default=0)),
                ("documents_l2", models.FloatField(db_default=0.0)),
                ("trips20_ml", models.BigIntegerField(db_default=0)),
                ("tanks", models.SmallIntegerField(db_default=0)),
                ("sales20_ml", models.BigIntegerField(null=True)),
                ("other20_ml", models.BigIntegerField(null=True)),
                ("gauge_in20_ml", models.BigIntegerField(null=True)),
                ("shifted20_ml", models.BigIntegerField(db_default=0)),
                *[(name, models.BigIntegerField(null=True)) for name in _GAUGED],
            ],
            options={"indexes": [models.Index(fields=["day"], name="book_days_by_day")]},
        ),
        migrations.CreateModel(
            name="Rise",
            fields=[
                ("id", _ID),
                ("station_id", models.CharField(max_length=10)),
                ("tank_id", models.SmallIntegerField()),
                ("product", models.TextField()),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("litres20_ml", models.BigIntegerField()),
                ("sd_ml", models.BigIntegerField()),
                ("delivery_id", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["station_id", "started_at"], name="rises_by_station"),
                    models.Index(fields=["started_at"], name="rises_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["station_id", "tank_id", "started_at"], name="rise_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Gauging",
            fields=[
                ("pk", _key("station_id", "day")),
                ("station_id", models.CharField(max_length=10)),
                ("day", models.DateField()),
            ],
            options={"indexes": [models.Index(fields=["day"], name="gaugings_by_day")]},
        ),
        migrations.CreateModel(
            name="BookRound",
            fields=[
                ("id", _ID.clone()),
                ("done_at", models.DateTimeField()),
                ("waiting", models.IntegerField()),
                ("rolled_on", models.DateField(null=True)),
            ],
        ),
        migrations.RunSQL("CALL ledger.protect('bureau.stock_bookday')"),
        migrations.RunSQL("CALL ledger.protect('bureau.stock_rise')"),
        migrations.RunSQL("CALL ledger.protect('bureau.stock_gauging')"),
    ]
