"""What a city's profile settles: modules, terms, departments, ownership groups, milestones, its own rule set."""

from django.db import migrations, models


def _field(name, field):
    return migrations.AddField("city", name, field)


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_register")]
    operations = [
        _field("title_en", models.CharField(default="", max_length=128)),
        _field("sample", models.BooleanField(default=False)),
        _field("profile", models.CharField(default="", max_length=64)),
        _field("profile_digest", models.CharField(default="", max_length=64)),
        _field("modules", models.JSONField(null=True)),
        _field("terms", models.JSONField(default=dict)),
        _field("department_kinds", models.JSONField(default=dict)),
        _field("ownership_groups", models.JSONField(default=list)),
        _field("milestones", models.JSONField(default=list)),
        _field("rule_overrides", models.JSONField(default=dict)),
    ]
