"""An upload is seen by those whose scope holds all of its sender's."""

from django.db import migrations

SQL = """
ALTER TABLE bureau.upload ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.upload TO youjian_bureau USING (
    NOT EXISTS (
        SELECT FROM unnest(string_to_array(scope, ',')) AS prefix
        WHERE NOT prefix LIKE ANY ((SELECT ledger.scope_patterns())::text[])
    )
);
"""


class Migration(migrations.Migration):
    dependencies = [("uploads", "0001_uploads")]
    operations = [migrations.RunSQL(SQL)]
