"""Only an event wakes the publisher: a statement that writes none (no flip to tell) would wake it for ever."""

from django.db import migrations

SQL = """
DROP TRIGGER events_wake ON bureau.events_event;
CREATE TRIGGER events_wake AFTER INSERT ON bureau.events_event
    FOR EACH ROW EXECUTE FUNCTION bureau.events_wake();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0003_wake")]
    operations = [migrations.RunSQL(SQL)]
