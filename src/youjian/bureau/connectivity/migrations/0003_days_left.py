"""Which days of the past are left to be measured."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two moments beside the mark."""

    dependencies: ClassVar = [("connectivity", "0002_scope")]
    operations: ClassVar = [
        migrations.AddField("measured", "left_from", models.DateTimeField(null=True)),
        migrations.AddField("measured", "left_until", models.DateTimeField(null=True)),
    ]
