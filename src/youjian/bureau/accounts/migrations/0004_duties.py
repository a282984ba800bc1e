"""The roles of a city's departments, counties and stations; the three administrators stay apart (三员分立).

The system administrator manages people, the security administrator looks through their rights, the auditor
reads the journal. What a city gave its roles already stays.
"""

from django.db import migrations

_READ = ["map.see", "station.see", "alert.see"]
_HANDLE = [*_READ, "alert.sign", "alert.comment", "export.take"]
NEW = {
    "clerk": ("档案员", ["map.see", "station.see", "registry.manage", "downtime.request", "export.take"]),
    "tax": ("税务专员", _HANDLE),
    "ecology": ("生态环境专员", _HANDLE),
    "county_head": ("县区负责人", [*_HANDLE, "downtime.approve"]),
    "station": ("加油站", ["station.see", "alert.see", "alert.comment", "downtime.request"]),
    "operator": ("运维", ["station.see", "quarantine.see", "downtime.request"]),
    "security": ("安全管理员", ["accounts.see", "quarantine.see", "export.take"]),
}
MORE = {
    "duty": ["downtime.request", "downtime.approve", "export.take"],
    "inspector": ["downtime.request", "export.take"],
    "liaison": ["downtime.request", "export.take"],
    "leader": ["downtime.approve", "export.take"],
    "auditor": ["export.take"],
    "admin": ["calendar.manage", "accounts.see", "export.take"],
}


def add_duties(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for code, (name, permissions) in NEW.items():
        roles.get_or_create(code=code, defaults={"name": name, "permissions": permissions})
    for role in roles.filter(code__in=MORE):
        role.permissions = [*role.permissions, *(p for p in MORE[role.code] if p not in role.permissions)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_administrators_find_stations")]
    operations = [migrations.RunPython(add_duties)]
