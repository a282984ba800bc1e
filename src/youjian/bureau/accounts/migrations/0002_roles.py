"""The roles that a city starts with; it may change them and add its own."""

from django.db import migrations

_READ = ["map.see", "station.see", "alert.see"]
_ACT = ["alert.sign", "alert.comment", "alert.close"]
ROLES = {
    "duty": ("值班员", [*_READ, *_ACT, "quarantine.see"]),
    "inspector": ("检查员", [*_READ, *_ACT, "quarantine.see"]),
    "liaison": ("县区联络员", [*_READ, "alert.sign", "alert.comment"]),
    "leader": ("分管领导", _READ),
    "auditor": ("安全审计员", ["journal.see"]),
    "admin": ("系统管理员", ["station.see", "registry.manage", "accounts.manage", "quarantine.see"]),
}


def add_roles(apps, schema_editor):
    role = apps.get_model("accounts", "Role")
    for code, (name, permissions) in ROLES.items():
        role.objects.using(schema_editor.connection.alias).create(code=code, name=name, permissions=permissions)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people")]
    operations = [migrations.RunPython(add_roles)]
