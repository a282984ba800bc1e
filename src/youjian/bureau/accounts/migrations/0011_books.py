"""Who sees and keeps the books: papers, stock, tax, prices, reports, and a station's own pages."""

from django.db import migrations

_SEE = ["supply.see", "stock.see", "report.see"]
MORE = {
    "duty": [*_SEE, "supply.settle", "stock.correct", "stock.close", "tax.see", "price.manage", "report.schedule"],
    "clerk": [*_SEE, "supply.enter", "stock.correct", "price.manage"],
    "leader": [*_SEE, "tax.see", "stock.losses", "report.schedule"],
    "inspector": _SEE,
    "liaison": _SEE,
    "county_head": [*_SEE, "stock.close", "report.schedule"],
    "tax": [*_SEE, "supply.enter", "supply.settle", "tax.see", "tax.manage", "report.schedule"],
    "transport": ["supply.see", "supply.enter", "supply.settle", "report.see"],
    "station": ["supply.see", "supply.enter", "stock.see", "portal.use"],
    "admin": ["report.schedule", "stock.losses"],
}


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code__in=MORE):
        role.permissions = [*role.permissions, *(p for p in MORE[role.code] if p not in role.permissions)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_wall_role")]
    operations = [migrations.RunPython(grant)]
