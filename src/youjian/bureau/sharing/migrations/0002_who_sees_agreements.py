"""Who sees an agreement: whoever sees all its regions; what hangs on it goes with it."""

from django.db import migrations

_PART = """
ALTER TABLE bureau.sharing_{name} ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON bureau.sharing_{name} TO youjian_bureau USING ({condition})
"""
_OF = "EXISTS (SELECT FROM bureau.sharing_{of} AS o WHERE o.id = sharing_{name}.{column})"
_PARTS = {
    "client": ("agreement", "agreement_id"),
    "clientsecret": ("client", "client_id"),
    "token": ("client", "client_id"),
    "share": ("agreement", "agreement_id"),
    "hook": ("agreement", "agreement_id"),
    "hookevent": ("hook", "hook_id"),
    "sharedfile": ("agreement", "agreement_id"),
    "receipt": ("sharedfile", "file_id"),
}
SQL = [
    "CALL ledger.protect('bureau.sharing_agreement', 'area')",
    *(_PART.format(name=name, condition=_OF.format(name=name, of=of, column=column)) for name, (of, column) in _PARTS.items()),
]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_agreements")]
    operations = [migrations.RunSQL(SQL)]
