"""Rosters are seen within the scope of their region; a sheet that was taken over is never changed again."""

from django.db import migrations

SQL = """
CALL ledger.protect('bureau.duty_roster', 'region');
CALL ledger.protect('bureau.duty_entry', 'region');
CALL ledger.protect('bureau.duty_handover', 'region');
CALL ledger.protect('bureau.duty_handoverstep', 'region');

CREATE FUNCTION bureau.refuse_sealed_handover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'taken' THEN
        RAISE EXCEPTION 'hand-over % was taken over and is sealed', OLD.id;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER sealed BEFORE UPDATE OR DELETE ON bureau.duty_handover
    FOR EACH ROW EXECUTE FUNCTION bureau.refuse_sealed_handover();

CREATE FUNCTION bureau.refuse_change_of_handover_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'steps of a hand-over are neither changed nor deleted';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON bureau.duty_handoverstep
    FOR EACH ROW EXECUTE FUNCTION bureau.refuse_change_of_handover_steps();
"""


class Migration(migrations.Migration):
    dependencies = [("duty", "0001_rosters")]
    operations = [migrations.RunSQL(SQL)]
