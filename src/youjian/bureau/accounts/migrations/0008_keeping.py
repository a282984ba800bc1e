"""Who settles quarantined records, and who says how long records are kept."""

from django.db import migrations

MORE = {
    "operator": ["quarantine.settle"],
    "admin": ["quarantine.settle", "retention.manage"],
}


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code__in=MORE):
        role.permissions = [*role.permissions, *(p for p in MORE[role.code] if p not in role.permissions)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_commands")]
    operations = [migrations.RunPython(grant)]
