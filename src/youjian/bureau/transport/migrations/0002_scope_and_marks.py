"""Matches are seen within the scope; a rise that is new, another or gone lets its station be matched again."""

from django.db import migrations

_SCOPE = """
CALL ledger.protect('bureau.transport_match');
CALL ledger.protect('bureau.transport_matchstep');
CALL ledger.protect('bureau.transport_tie');
"""
_MARKS = """
CREATE FUNCTION bureau.mark_match_of_rise() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.match_marks (station_id) SELECT coalesce(NEW.station_id, OLD.station_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER match_marks AFTER INSERT OR UPDATE OR DELETE ON bureau.stock_rise
    FOR EACH ROW EXECUTE FUNCTION bureau.mark_match_of_rise();
INSERT INTO ledger.match_marks (station_id) SELECT DISTINCT station_id FROM bureau.stock_rise;
"""


class Migration(migrations.Migration):
    dependencies = [("transport", "0001_matches_and_places"), ("stock", "0001_book_days")]
    operations = [
        migrations.RunSQL(_SCOPE, migrations.RunSQL.noop),
        migrations.RunSQL(_MARKS, migrations.RunSQL.noop),
    ]
