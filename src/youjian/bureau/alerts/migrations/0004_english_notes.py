"""What the timeline quotes of a finding, in English too."""

from django.db import migrations, models

SQL = """
UPDATE bureau.alerts_alertnote AS n SET text_en = f.message_en
FROM bureau.alerts_alert AS a, ledger.findings AS f
WHERE a.id = n.alert_id AND f.finding_id = a.finding_id AND f.message = n.text
    AND n.kind IN ('opened', 'revised', 'ended', 'reopened');
"""


class Migration(migrations.Migration):
    dependencies = [("alerts", "0003_english")]
    operations = [
        migrations.AddField(
            model_name="alertnote", name="text_en", field=models.TextField(blank=True, default="")
        ),
        migrations.RunSQL(SQL),
    ]
