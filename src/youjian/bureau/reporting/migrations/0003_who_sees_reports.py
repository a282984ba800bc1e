"""Reports and schedules are seen by who sees all of their reach, by the database's own word, too."""

from django.db import migrations

_TABLE = """
ALTER TABLE bureau.reporting_{name} ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.reporting_{name} TO youjian_bureau USING (NOT EXISTS (
    SELECT FROM unnest(string_to_array(reach, ',')) AS p
    WHERE NOT p LIKE ANY ((SELECT ledger.scope_patterns())::text[])
))
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_versions")]
    operations = [migrations.RunSQL([_TABLE.format(name=name) for name in ("report", "reportschedule")])]
