"""Bulletins and notices are seen within their region; what was issued, by the regions within it, too."""

from django.db import migrations

_BULLETIN = """
ALTER TABLE bureau.bulletins_bulletin ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.bulletins_bulletin TO youjian_bureau
    USING (
        area LIKE ANY ((SELECT ledger.scope_patterns())::text[])
        OR (status = 'issued' AND EXISTS (
            SELECT FROM unnest((SELECT ledger.scope_patterns())::text[]) AS p WHERE p LIKE area || '%'
        ))
    )
    WITH CHECK (area LIKE ANY ((SELECT ledger.scope_patterns())::text[]))
"""


class Migration(migrations.Migration):
    dependencies = [("bulletins", "0001_bulletins_and_notices")]
    operations = [migrations.RunSQL([_BULLETIN, "CALL ledger.protect('bureau.bulletins_notice', 'area')"])]
