"""A message is seen by who sees its station."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vapour", "0003_uploads_to_ecology")]
    operations = [migrations.RunSQL("CALL ledger.protect('bureau.vapour_uploadmessage')")]
