"""Who handles complaints may ask who reported, for a reason that is journaled; the tax and transport desks may not."""

from django.db import migrations

MORE = {"inspector": ["hotline.reporter"]}


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code__in=MORE):
        role.permissions = [*role.permissions, *(p for p in MORE[role.code] if p not in role.permissions)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_administrators_see_reports")]
    operations = [migrations.RunPython(grant)]
