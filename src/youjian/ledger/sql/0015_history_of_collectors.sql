-- A collector's place and standing are part of the register: who accepted it, refused it or enrolled it anew. What
-- it reports of itself with every batch is not.
CREATE FUNCTION ledger.note_collector_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC'
AS $$
DECLARE
    b jsonb := CASE WHEN TG_OP <> 'INSERT' THEN jsonb_build_object('collector_id', OLD.collector_id,
        'station_id', OLD.station_id, 'state', OLD.state, 'epoch', OLD.epoch) END;
    a jsonb := CASE WHEN TG_OP <> 'DELETE' THEN jsonb_build_object('collector_id', NEW.collector_id,
        'station_id', NEW.station_id, 'state', NEW.state, 'epoch', NEW.epoch) END;
BEGIN
    IF a IS DISTINCT FROM b THEN
        INSERT INTO ledger.register_changes
            (table_name, station_id, row_key, kind, before, after, username, display_name, reason, source, effective_on)
        VALUES (
            'collectors', coalesce(a, b) ->> 'station_id',
            jsonb_build_object('collector_id', coalesce(a, b) -> 'collector_id'),
            CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'DELETE' THEN 'removed' ELSE 'changed' END, b, a,
            ledger.register_setting('actor', 'platform'), ledger.register_setting('actor_name', '平台'),
            ledger.register_setting('reason', ''), ledger.register_setting('source', 'platform'),
            ledger.register_setting('effective_on', NULL)::date
        );
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER noted AFTER INSERT OR DELETE OR UPDATE OF station_id, state, epoch ON ledger.collectors
FOR EACH ROW EXECUTE FUNCTION ledger.note_collector_changes();
