"""A new event wakes the publisher, which sleeps on the channel of the findings."""

from django.db import migrations

SQL = """
CREATE FUNCTION bureau.events_wake() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    NOTIFY youjian_findings;
    RETURN NULL;
END
$$;
CREATE TRIGGER events_wake AFTER INSERT ON bureau.events_event
    FOR EACH STATEMENT EXECUTE FUNCTION bureau.events_wake();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0002_scope")]
    operations = [migrations.RunSQL(SQL)]
