"""Messages are seen within the scope, those about no station by everybody who may; who is told at the start.

Alerts that were raised before this installation could tell of them are not told afterwards.
"""

from django.db import migrations

_NEW = ["opened", "rose", "again", "reopened", "woken"]
RULES = [
    ("新预警通知值班人员", _NEW, [], "duty", [], False, 0, "now"),
    ("红橙预警通知全市值班员", ["opened", "rose", "reopened"], ["red", "orange"], "roles", ["duty"], True, 0, "now"),
    ("转办通知本人", ["assigned"], [], "assigned", [], False, 0, "now"),
    ("超期提醒值班人员", ["escalated"], [], "duty", [], False, 1, "now"),
    ("超期提醒经办人", ["escalated"], [], "assigned", [], False, 1, "now"),
    ("超期一级报部门负责人", ["escalated"], [], "roles", ["county_head", "leader"], False, 1, "now"),
    ("超期二级报分管领导", ["escalated"], [], "roles", ["leader"], True, 2, "now"),
    ("协办部门汇总", ["opened", "rose"], [], "informed", [], False, 0, "digest"),
    ("红橙预警发工作群", ["opened", "rose", "escalated"], ["red", "orange"], "groups", [], False, 0, "now"),
    ("系统对接", [], [], "webhooks", [], False, 0, "now"),
]


def begin(apps, schema_editor):
    alias = schema_editor.connection.alias
    for position, row in enumerate(RULES):
        name, whats, colours, audience, roles, city, level, pace = row
        apps.get_model("notify", "Rule").objects.using(alias).create(
            name=name, position=position * 10 + 10, whats=whats, colours=colours, audience=audience,
            roles=roles, city=city, min_level=level, pace=pace,
        )
    apps.get_model("notify", "Policy").objects.using(alias).create(id=1)
    event = apps.get_model("events", "Event").objects.using(alias)
    last = event.filter(number__isnull=False).order_by("-number").values_list("number", flat=True).first()
    apps.get_model("notify", "Cursor").objects.using(alias).create(id=1, number=last or 0)


PROTECT = """
ALTER TABLE bureau.notify_message ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.notify_message TO youjian_bureau
    USING (station_id = '' OR station_id LIKE ANY ((SELECT ledger.scope_patterns())::text[]));
"""


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_channels_messages_deliveries"), ("events", "0002_scope")]
    operations = [migrations.RunSQL(PROTECT), migrations.RunPython(begin)]
