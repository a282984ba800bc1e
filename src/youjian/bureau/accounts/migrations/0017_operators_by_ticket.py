"""Who operates the platform for a supplier or its owner works by ticket: alone they may ask, and announce downtime."""

from django.db import migrations, models

_STANDING = ["ticket.see", "ticket.request", "downtime.request"]
_SEE = ["security", "auditor"]


def by_ticket(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    roles.filter(code="operator").update(permissions=_STANDING)
    for role in roles.filter(code__in=_SEE):
        role.permissions = [*role.permissions, "ticket.see"]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_second_factor_and_policy")]
    operations = [
        migrations.AddField("securitypolicy", "ticket_hours", models.IntegerField(default=72)),
        migrations.RunPython(by_ticket),
    ]
