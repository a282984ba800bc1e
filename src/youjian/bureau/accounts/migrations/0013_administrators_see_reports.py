"""Who schedules reports and keeps the loss rates sees them."""

from django.db import migrations

_MORE = ["report.see", "stock.see"]


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code="admin"):
        role.permissions = [*role.permissions, *(p for p in _MORE if p not in role.permissions)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_desks")]
    operations = [migrations.RunPython(grant)]
