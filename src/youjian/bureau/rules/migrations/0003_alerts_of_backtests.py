"""Which alerts a change would let appear, vanish or move."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table of alerts beside that of findings, and their numbers for each station."""

    dependencies: ClassVar = [("rules", "0002_changes_and_backtests")]
    operations: ClassVar = [
        migrations.AddField("backteststation", "old_alerts", models.IntegerField(default=0)),
        migrations.AddField("backteststation", "new_alerts", models.IntegerField(default=0)),
        migrations.CreateModel(
            name="BacktestAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("station_id", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=10)),
                ("cause", models.CharField(max_length=64)),
                ("rules", models.JSONField(default=list)),
                ("subject", models.CharField(max_length=32)),
                ("alert_id", models.BigIntegerField(null=True)),
                ("moved", models.JSONField(default=list)),
                ("started_at", models.DateTimeField()),
                ("old_cause", models.CharField(blank=True, default="", max_length=64)),
                ("new_cause", models.CharField(blank=True, default="", max_length=64)),
                ("old_colour", models.CharField(blank=True, default="", max_length=8)),
                ("new_colour", models.CharField(blank=True, default="", max_length=8)),
                ("old_opened_at", models.DateTimeField(null=True)),
                ("new_opened_at", models.DateTimeField(null=True)),
                ("old_findings", models.IntegerField(default=0)),
                ("new_findings", models.IntegerField(default=0)),
                ("message", models.CharField(max_length=512)),
                ("message_en", models.CharField(blank=True, default="", max_length=512)),
                (
                    "backtest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="rules.backtest"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["backtest", "kind", "started_at"], name="backtest_alerts_by_kind")
                ],
            },
        ),
        migrations.RunSQL("CALL ledger.protect('bureau.rules_backtestalert')"),
    ]
