"""A role for the screen on a wall: it sees the cockpit and nothing else, and so may stay signed in."""

from django.db import migrations


def add_role(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    roles.get_or_create(code="wall", defaults={"name": "大屏", "permissions": ["cockpit.see"]})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_warning_desk")]
    operations = [migrations.RunPython(add_role)]
