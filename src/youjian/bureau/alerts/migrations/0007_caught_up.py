"""After which standstill of the watch an alert was found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0006_desk")]
    operations = [
        migrations.AddField("alert", "caught_from", models.DateTimeField(null=True)),
        migrations.AddField("alert", "caught_until", models.DateTimeField(null=True)),
    ]
