"""Who works at the desks of metering, quality, vapour recovery, inspections, hotlines and leads."""

from django.db import migrations

_SEE = ["metrology.see", "quality.see", "inspection.see", "lead.see"]
_VAPOUR = ["vapour.see", "vapour.manage"]
MORE = {
    "duty": [*_SEE, *_VAPOUR, "metrology.manage", "ecqs.exchange", "quality.manage", "hotline.see", "hotline.manage", "lead.manage"],
    "clerk": ["metrology.see", "metrology.manage", "ecqs.exchange"],
    "leader": [*_SEE, "vapour.see", "vapour.order", "hotline.see"],
    "inspector": [
        *_SEE, "metrology.manage", "metrology.verify", "ecqs.exchange", "quality.manage", "vapour.see",
        "inspection.do", "hotline.see", "hotline.manage", "lead.manage",
    ],
    "liaison": [*_SEE, "vapour.see", "inspection.do"],
    "county_head": [*_SEE, "vapour.see", "hotline.see", "hotline.manage", "lead.manage"],
    "ecology": ["inspection.see", "inspection.do", "lead.see", "lead.manage", *_VAPOUR, "vapour.order", "hotline.see"],
    "tax": ["metrology.see", "inspection.see", "inspection.do", "lead.see", "lead.manage"],
    "transport": ["inspection.see", "inspection.do", "lead.see", "lead.manage"],
    "station": ["metrology.see", "vapour.see", "quality.see", "inspection.see"],
}


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code__in=MORE):
        role.permissions = [*role.permissions, *(p for p in MORE[role.code] if p not in role.permissions)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_books")]
    operations = [migrations.RunPython(grant)]
