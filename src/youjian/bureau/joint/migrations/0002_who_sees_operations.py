"""Who sees an operation: the departments that take part, within the region; what belongs to it goes with it."""

from django.db import migrations

_OPERATION = """
ALTER TABLE bureau.joint_operation ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.joint_operation TO youjian_bureau USING (
    area LIKE ANY ((SELECT ledger.scope_patterns())::text[])
    AND ((SELECT current_setting('youjian.desk', true)) = '*'
         OR departments @> ARRAY[(SELECT current_setting('youjian.desk', true))]::varchar[])
)
"""
_PART = """
ALTER TABLE bureau.joint_operation{name} ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.joint_operation{name} TO youjian_bureau USING (
    EXISTS (SELECT FROM bureau.joint_operation AS o WHERE o.id = operation_id)
)
"""
_PARTS = ("member", "station", "step", "task", "record", "finding", "link", "file")
SQL = [_OPERATION, *(_PART.format(name=name) for name in _PARTS)]


class Migration(migrations.Migration):
    dependencies = [("joint", "0001_joint_operations")]
    operations = [migrations.RunSQL(SQL)]
