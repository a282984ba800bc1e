"""Who sees an agreement sees its packages."""

from django.db import migrations

SQL = """
ALTER TABLE bureau.sharing_ferrypackage ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.sharing_ferrypackage TO youjian_bureau USING (
    EXISTS (SELECT FROM bureau.sharing_agreement AS a WHERE a.id = agreement_id)
)
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_packages")]
    operations = [migrations.RunSQL(SQL)]
