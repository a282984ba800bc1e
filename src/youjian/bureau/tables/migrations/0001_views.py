from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False,
                    verbose_name="ID"),
                ),
                ("table", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=64)),
                ("query", models.CharField(max_length=4000)),
                ("shared", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "owner", models.ForeignKey(on_delete=models.CASCADE, related_name="+",
                    to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "table", "name"), name="view_named_once")
                ],
            },
        ),
    ]
