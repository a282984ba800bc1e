"""Who assigns and snoozes alerts, changes rules and approves the change, edits rosters and channels, sees what is live.

Who proposes a change of rules and who approves it may be of one role, never one person.
"""

from django.db import migrations

_LOOK = ["live.see", "cockpit.see"]
MORE = {
    "duty": ["alert.assign", "alert.snooze", "duty.manage", "rules.propose", *_LOOK],
    "inspector": ["alert.assign", "alert.snooze", "rules.propose", *_LOOK],
    "liaison": ["alert.assign", "alert.snooze", *_LOOK],
    "county_head": ["alert.assign", "alert.snooze", "alert.close", "duty.manage", *_LOOK],
    "leader": ["alert.route", "rules.approve", *_LOOK],
    "tax": ["alert.close", "rules.propose", *_LOOK],
    "ecology": ["alert.close", "rules.propose", *_LOOK],
    "operator": ["live.see"],
    "station": ["live.see"],
    "admin": ["alert.see", "alert.route", "rules.approve", "notify.manage", "duty.manage"],
}


def grant(apps, schema_editor):
    roles = apps.get_model("accounts", "Role").objects.using(schema_editor.connection.alias)
    for role in roles.filter(code__in=MORE):
        role.permissions = [*role.permissions, *(p for p in MORE[role.code] if p not in role.permissions)]
        role.save(update_fields=["permissions"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_keeping")]
    operations = [migrations.RunPython(grant)]
