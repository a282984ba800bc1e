"""Who installs the city's stations, pays for it and keeps it running."""

from django.db import migrations

_SEE = ["rollout.see", "cost.see", "upkeep.see"]
MORE = {
    "duty": [*_SEE, "rollout.manage", "rollout.report", "cost.manage", "upkeep.manage"],
    "leader": [*_SEE, "rollout.approve", "cost.approve"],
    "clerk": ["rollout.see", "rollout.manage", "cost.see"],
    "inspector": ["rollout.see", "upkeep.see"],
    "liaison": [*_SEE, "rollout.manage", "rollout.report"],
    "county_head": [*_SEE, "rollout.manage", "rollout.report", "rollout.approve"],
    "ecology": ["rollout.see"],
    "tax": ["rollout.see", "cost.see"],
    "transport": ["rollout.see"],
    "police": ["rollout.see"],
    "emergency": ["rollout.see", "rollout.permit"],
    "auditor": [*_SEE],
    "station": ["rollout.self", "upkeep.report"],
}
_SITE = ["map.see", "station.see", "live.see"]
ROLES = {
    "finance": ("财政管理员", "Finance officer", [*_SITE, *_SEE, "cost.manage", "cost.approve", "export.take"]),
    "reform": ("发改管理员", "Development and reform officer", [*_SITE, *_SEE, "rollout.manage"]),
    "builder": (
        "建设单位管理员", "Building company's manager",
        [
            *_SITE, *_SEE, "rollout.manage", "rollout.install", "upkeep.manage", "upkeep.report", "upkeep.work",
            "cost.manage", "export.take", "collector.command", "collector.probe",
        ],
    ),
    "installer": (
        "安装运维人员", "Installer", [*_SITE, "rollout.see", "rollout.install", "upkeep.see", "upkeep.report", "upkeep.work"],
    ),
}  # fmt: skip


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code__in=MORE):
        role.permissions = [*role.permissions, *(p for p in MORE[role.code] if p not in role.permissions)]
        role.save(update_fields=["permissions"])
    for code, (name, name_en, permissions) in ROLES.items():
        fields = {"name": name, "name_en": name_en, "permissions": permissions, "system": True}
        roles.get_or_create(code=code, defaults=fields)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0018_single_sign_on")]
    operations = [migrations.RunPython(grant)]
