"""Whoever manages the register has to find the stations: on the map and by the search."""

from django.db import migrations


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code="admin"):
        role.permissions = ["map.see", *(p for p in role.permissions if p != "map.see")]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_roles")]
    operations = [migrations.RunPython(grant)]
