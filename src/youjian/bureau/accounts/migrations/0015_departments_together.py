"""Who works on cases, credit, bulletins and sharing; police and emergency departments come in; who keeps the keys."""

from django.db import migrations

_SEE = ["case.see", "credit.see", "bulletin.see", "incident.see"]
MORE = {
    "duty": [
        *_SEE, "case.manage", "case.supervise", "incident.manage", "credit.manage", "bulletin.manage", "sharing.see",
    ],
    "clerk": ["sharing.see", "sharing.manage", "bulletin.see"],
    "leader": [
        *_SEE, "lead.see", "case.decide", "case.supervise", "credit.decide", "bulletin.issue", "sharing.see",
        "sharing.approve",
    ],
    "inspector": [*_SEE, "case.manage", "credit.manage"],
    "liaison": [*_SEE, "incident.manage"],
    "county_head": [*_SEE, "case.manage", "case.decide", "incident.manage", "bulletin.manage"],
    "ecology": [*_SEE, "case.manage"],
    "tax": [*_SEE, "case.manage"],
    "transport": [*_SEE, "case.manage"],
    "station": ["case.appeal", "credit.appeal"],
    "operator": ["ticket.request"],
    "admin": ["security.see"],
    "security": ["security.see", "security.manage", "ticket.approve", "sharing.see"],
    "auditor": ["security.see", "sharing.see"],
}
_TOGETHER = [
    "map.see", "station.see", "alert.see", "alert.comment", "lead.see", "lead.manage", "inspection.see",
    "inspection.do", *_SEE, "case.manage",
]
ROLES = {
    "police": ("公安民警", "Police", _TOGETHER),
    "emergency": ("应急管理员", "Emergency officer", [*_TOGETHER, "incident.manage"]),
}


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code__in=MORE):
        role.permissions = [*role.permissions, *(p for p in MORE[role.code] if p not in role.permissions)]
        role.save(update_fields=["permissions"])
    for code, (name, name_en, permissions) in ROLES.items():
        fields = {"name": name, "name_en": name_en, "permissions": permissions, "system": True}
        roles.get_or_create(code=code, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_reporters")]
    operations = [migrations.RunPython(grant)]
