"""Who may ask something of a collector: the operator and the administrator all of it, inspectors a look at a device."""

from django.db import migrations

MORE = {
    "operator": ["collector.command"],
    "admin": ["collector.command"],
    "inspector": ["collector.probe"],
    "duty": ["collector.probe"],
}


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code__in=MORE):
        role.permissions = [*role.permissions, *(p for p in MORE[role.code] if p not in role.permissions)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_sessions_and_delegations")]
    operations = [migrations.RunPython(grant)]
