"""What an alert says in English, taken from the latest revision that it follows; and its own index for what
is not closed.
"""

from django.db import migrations, models

# The owner is bound by no policy on its own tables.
SQL = """
UPDATE bureau.alerts_alert AS a SET message_en = left(f.message_en, 512)
FROM ledger.findings AS f WHERE f.finding_id = a.finding_id AND f.revision = a.revision;
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_scope")]
    operations = [
        migrations.AddField(
            model_name="alert",
            name="message_en",
            field=models.CharField(max_length=512, blank=True, default=""),
        ),
        migrations.RunSQL(SQL),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                fields=["station_id", "rank"],
                name="unclosed_by_station",
                condition=~models.Q(status="closed"),
            ),
        ),
    ]
