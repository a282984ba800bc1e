"""Numbers of the office's own rules that a city's profile sets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_city_settings")]
    operations = [migrations.AddField("city", "limits", models.JSONField(default=dict))]
