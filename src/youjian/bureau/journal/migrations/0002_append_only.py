"""The journal can only grow: no right to change it, and a trigger for whoever has the right."""

from django.db import migrations

SQL = """
INSERT INTO bureau.journal_journalhead (id, number, digest) VALUES (1, 0, repeat('0', 64));
REVOKE UPDATE, DELETE, TRUNCATE ON bureau.journal_journalentry FROM youjian_bureau;
REVOKE INSERT, DELETE, TRUNCATE ON bureau.journal_journalhead FROM youjian_bureau;

CREATE FUNCTION bureau.refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: entries are neither changed nor deleted';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON bureau.journal_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION bureau.refuse_journal_change();

ALTER TABLE bureau.journal_journalentry ENABLE ROW LEVEL SECURITY;
CREATE POLICY add_any ON bureau.journal_journalentry FOR INSERT TO youjian_bureau WITH CHECK (true);
CREATE POLICY see_in_scope ON bureau.journal_journalentry FOR SELECT TO youjian_bureau
    USING (station_id IS NULL OR station_id LIKE ANY ((SELECT ledger.scope_patterns())::text[]));
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_chain")]
    operations = [migrations.RunSQL(SQL)]
