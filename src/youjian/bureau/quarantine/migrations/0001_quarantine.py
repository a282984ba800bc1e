"""Django's knowledge of the ledger's table; nothing is made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="QuarantinedRecord",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("received_at", models.DateTimeField()),
                ("station_id", models.TextField(null=True)),
                ("collector_id", models.TextField(null=True)),
                ("door", models.TextField()),
                ("table_name", models.TextField()),
                ("reason", models.TextField()),
                ("detail", models.TextField()),
                ("raw", models.BinaryField()),
                ("status", models.TextField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_by", models.TextField(null=True)),
                ("note", models.TextField(null=True)),
                ("tried_at", models.DateTimeField(null=True)),
                ("tried", models.TextField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "quarantine", "managed": False},
        ),
    ]
