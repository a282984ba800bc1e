"""Alerts of causes: several findings may tell of one; who is responsible, until when, and who has it."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Every alert there is stands for its one finding. The owner is bound by no policy on its own tables.
SQL = """
UPDATE bureau.alerts_alert
SET fingerprint = finding_id, cause = rule, measured_at = least(coalesce(ended_at, detected_at), detected_at);
INSERT INTO bureau.alerts_alertfinding
    (alert_id, station_id, finding_id, revision, status, rule, subject, severity, verdict, estimate, unit,
    started_at, ended_at, detected_at, joined_at)
SELECT id, station_id, finding_id, revision, finding_status, rule, subject, severity, verdict, estimate, unit,
    started_at, ended_at, detected_at, opened_at
FROM bureau.alerts_alert;
CALL ledger.protect('bureau.alerts_alertfinding');
"""


def _add(name, field):
    return migrations.AddField("alert", name, field)


def _person():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, django.db.models.deletion.PROTECT, null=True, related_name="+"
    )


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("alerts", "0004_english_notes")]
    operations = [
        _add("fingerprint", models.CharField(max_length=32, null=True)),
        _add("cause", models.CharField(max_length=32, null=True)),
        _add("measured_at", models.DateTimeField(null=True)),
        _add(
            "departments",
            django.contrib.postgres.fields.ArrayField(models.CharField(max_length=64), default=list, size=None),
        ),
        _add(
            "parent",
            models.ForeignKey(
                "alerts.alert", django.db.models.deletion.SET_NULL, null=True, related_name="children"
            ),
        ),
        _add("assigned_to", _person()),
        _add("assigned_at", models.DateTimeField(null=True)),
        _add("snoozed_until", models.DateTimeField(null=True)),
        _add("sign_by", models.DateTimeField(null=True)),
        _add("close_by", models.DateTimeField(null=True)),
        _add("level", models.SmallIntegerField(default=0)),
        migrations.CreateModel(
            name="AlertFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("station_id", models.CharField(max_length=10)),
                ("finding_id", models.CharField(max_length=32, unique=True)),
                ("revision", models.IntegerField()),
                ("status", models.CharField(max_length=16)),
                ("rule", models.CharField(max_length=64)),
                ("subject", models.CharField(max_length=32)),
                ("severity", models.CharField(max_length=16)),
                ("verdict", models.CharField(max_length=16)),
                ("estimate", models.FloatField(null=True)),
                ("unit", models.CharField(max_length=16)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("detected_at", models.DateTimeField()),
                ("joined_at", models.DateTimeField()),
                (
                    "alert",
                    models.ForeignKey(
                        "alerts.alert", django.db.models.deletion.CASCADE, related_name="findings"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["alert", "id"], name="findings_by_alert"),
                    models.Index(fields=["station_id", "-detected_at"], name="alert_findings_by_station"),
                ]
            },
        ),
        migrations.RunSQL(SQL),
        # Deferred checks of the rows above would stand in the way of what follows.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AlterField("alert", "fingerprint", models.CharField(max_length=32, unique=True)),
        migrations.AlterField("alert", "cause", models.CharField(max_length=32)),
        migrations.AlterField("alert", "measured_at", models.DateTimeField()),
        migrations.AddIndex(
            "alert",
            models.Index(
                fields=["assigned_to", "rank"],
                name="unclosed_by_person",
                condition=~models.Q(status="closed"),
            ),
        ),
        migrations.AddIndex(
            "alert",
            django.contrib.postgres.indexes.GinIndex(fields=["departments"], name="alerts_by_department"),
        ),
    ]
