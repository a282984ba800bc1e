"""Accounts, correcting entries, closed months, losses allowed; the first losses are as recalled."""

import django.db.models.deletion
from django.db import migrations, models

# GB/T 11085-1989 as recalled: the office confirms or replaces every line.
_FIRST_RATES = """
INSERT INTO bureau.stock_lossrate (
    product_class, region, season, retail_pct, unloading_pct, storage_pct, source, confirmed, valid_from, entered_at,
    entered_by, entered_by_name
)
SELECT product_class, region, 'all', retail_pct, unloading_pct, storage_pct,
    'GB/T 11085-1989，凭记录整理，待确认', false, '1990-01-01', now(), '', ''
FROM (VALUES
    ('petrol', 'A', 0.29, 0.23, 0.01), ('petrol', 'B', 0.29, 0.20, 0.01), ('petrol', 'C', 0.29, 0.13, 0.01),
    ('diesel', 'A', 0.08, 0.05, 0.01), ('diesel', 'B', 0.08, 0.05, 0.01), ('diesel', 'C', 0.08, 0.05, 0.01)
) AS r (product_class, region, retail_pct, unloading_pct, storage_pct)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("stock", "0001_book_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="bookday",
            name="factor20",
            field=models.FloatField(null=True),
        ),
        migrations.CreateModel(
            name="AccountDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "station_id",
                        "family",
                        "day",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("station_id", models.CharField(max_length=10)),
                ("family", models.CharField(max_length=4)),
                ("day", models.DateField()),
                ("opening20_ml", models.BigIntegerField(null=True)),
                ("documents20_ml", models.BigIntegerField()),
                ("shifted20_ml", models.BigIntegerField()),
                ("entries20_ml", models.BigIntegerField()),
                ("sales20_ml", models.BigIntegerField(null=True)),
                ("other20_ml", models.BigIntegerField(null=True)),
                ("moved20_ml", models.BigIntegerField()),
                ("book20_ml", models.BigIntegerField(null=True)),
                ("gauge20_ml", models.BigIntegerField(null=True)),
                ("variance20_ml", models.BigIntegerField(null=True)),
                ("closing20_ml", models.BigIntegerField(null=True)),
                ("gauge_in20_ml", models.BigIntegerField(null=True)),
                ("trips20_ml", models.BigIntegerField()),
                ("allowed20_ml", models.BigIntegerField()),
                ("documents_l2", models.FloatField()),
                ("tanks", models.SmallIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="account_days_by_day")],
            },
        ),
        migrations.CreateModel(
            name="LossRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("product_class", models.CharField(max_length=8)),
                ("region", models.CharField(max_length=1)),
                ("season", models.CharField(max_length=16)),
                ("retail_pct", models.FloatField()),
                ("unloading_pct", models.FloatField()),
                ("storage_pct", models.FloatField()),
                ("source", models.TextField()),
                ("confirmed", models.BooleanField()),
                ("valid_from", models.DateField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.CharField(max_length=64)),
                ("entered_by_name", models.CharField(max_length=128)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("product_class__in", ["petrol", "diesel"]), ("region__in", ["A", "B", "C"])
                        ),
                        name="loss_rate_known_place",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthClose",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("station_id", models.CharField(max_length=10)),
                ("period", models.CharField(max_length=7)),
                ("closed_at", models.DateTimeField()),
                ("closed_by", models.CharField(max_length=64)),
                ("closed_by_name", models.CharField(max_length=128)),
                ("note", models.TextField(blank=True, default="")),
                ("reopened_at", models.DateTimeField(null=True)),
                ("reopened_by", models.CharField(blank=True, default="", max_length=64)),
                ("reopened_by_name", models.CharField(blank=True, default="", max_length=128)),
                ("reopen_reason", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [models.Index(fields=["period", "station_id"], name="closes_by_period")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at__isnull", True)),
                        fields=("station_id", "period"),
                        name="month_closed_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("station_id", models.CharField(max_length=10)),
                ("family", models.CharField(max_length=4)),
                ("day", models.DateField()),
                ("kind", models.CharField(max_length=16)),
                ("litres20_ml", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("refers_to", models.TextField(blank=True, default="")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=64)),
                ("made_by_name", models.CharField(max_length=128)),
                (
                    "takes_back",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back_by",
                        to="stock.entry",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["station_id", "family", "day"], name="entries_by_account")],
            },
        ),
        migrations.CreateModel(
            name="ClosedLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("station_id", models.CharField(max_length=10)),
                ("family", models.CharField(max_length=4)),
                ("figures", models.JSONField()),
                (
                    "close",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="stock.monthclose",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("close", "family"), name="closed_line_once")],
            },
        ),
        migrations.RunSQL("CALL ledger.protect('bureau.stock_accountday')"),
        migrations.RunSQL("CALL ledger.protect('bureau.stock_entry')"),
        migrations.RunSQL("CALL ledger.protect('bureau.stock_monthclose')"),
        migrations.RunSQL("CALL ledger.protect('bureau.stock_closedline')"),
        migrations.RunSQL(_FIRST_RATES),
    ]
