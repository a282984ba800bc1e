"""What the city settles about its alerts; when a finding was first said; what a decision had seen."""

import django.db.models.deletion
from django.db import migrations, models

# The owner is bound by no policy on its own tables.
SQL = """
UPDATE bureau.alerts_alertfinding AS a
SET said_at = coalesce((SELECT min(f.detected_at) FROM ledger.findings AS f WHERE f.finding_id = a.finding_id),
    a.detected_at),
    worst = CASE WHEN l.status = 'closed' THEN 0 ELSE l.rank END
FROM bureau.alerts_alert AS l WHERE l.id = a.alert_id;
UPDATE bureau.alerts_alert SET decided_on = detected_at WHERE status = 'closed';
"""


def _add(name, field, model="alert"):
    return migrations.AddField(model, name, field)


def _words(length):
    return models.CharField(max_length=length, blank=True, default="")


class Migration(migrations.Migration):
    dependencies = [("alerts", "0005_causes")]
    operations = [
        migrations.AlterField("alert", "finding_id", models.CharField(max_length=32, db_index=True)),
        _add("device", _words(128)),
        _add("device_en", _words(128)),
        _add("basis", _words(256)),
        _add(
            "storm",
            models.ForeignKey(
                "alerts.alert", django.db.models.deletion.SET_NULL, null=True, related_name="stormed"
            ),
        ),
        _add(
            "same_as",
            models.ForeignKey(
                "alerts.alert", django.db.models.deletion.SET_NULL, null=True, related_name="repeats"
            ),
        ),
        _add("decided_on", models.DateTimeField(null=True)),
        _add("version", models.IntegerField(default=0)),
        _add("said_at", models.DateTimeField(null=True), "alertfinding"),
        _add("worst", models.SmallIntegerField(default=0), "alertfinding"),
        migrations.CreateModel(
            name="DeskEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=16)),
                ("code", models.CharField(max_length=64)),
                ("position", models.IntegerField()),
                ("values", models.JSONField(default=dict)),
                ("source", models.CharField(max_length=16)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("section", "code"), name="desk_entry_once")
                ]
            },
        ),
        migrations.RunSQL(SQL),
        # Deferred checks of the rows above would stand in the way of what follows.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.AlterField("alertfinding", "said_at", models.DateTimeField()),
    ]
