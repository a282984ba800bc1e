"""The limits of odd prices are what an office sets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pricing", "0002_scope")]
    operations = [
        migrations.CreateModel(
            name="PriceSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("limits", models.JSONField(default=dict)),
            ],
        ),
    ]
