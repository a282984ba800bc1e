"""Who may ask for a masked number in full: whoever goes to stations or decides about them, for a reason."""

from django.db import migrations

ROLES = ("duty", "leader", "inspector", "liaison", "county_head", "ecology", "tax", "transport", "police", "emergency")
PERMISSION = "sharing.reveal"


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code__in=ROLES):
        if PERMISSION not in role.permissions:
            role.permissions = [*role.permissions, PERMISSION]
            role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0019_rollout_and_upkeep")]
    operations = [migrations.RunPython(grant)]
