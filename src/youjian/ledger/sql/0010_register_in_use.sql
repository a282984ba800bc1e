-- The register as people keep it: what the contract's tables leave out, dated conditions of operation, and every
-- change with its old and new state, who made it and why.

-- Contact and control of a station; what detection does not read.
ALTER TABLE ledger.stations
    ADD COLUMN control text CHECK (control IN ('wholly_state', 'state_holding', 'none')),
    ADD COLUMN address text,
    ADD COLUMN contact_name text,
    ADD COLUMN contact_phone text,
    ADD COLUMN closed_on date;

ALTER TABLE ledger.companies
    ADD COLUMN controlling_group text,
    ADD COLUMN control text CHECK (control IN ('wholly_state', 'state_holding', 'none')),
    ADD COLUMN address text,
    ADD COLUMN contact_name text,
    ADD COLUMN contact_phone text;

ALTER TABLE ledger.tanks
    ADD COLUMN serial_no text,
    ADD COLUMN installed_on date,
    ADD COLUMN retired_on date;

ALTER TABLE ledger.nozzles ADD COLUMN retired_on date;

CREATE TABLE ledger.dispensers (
    station_id text NOT NULL REFERENCES ledger.stations,
    dispenser_id smallint NOT NULL,
    maker text,
    model text,
    serial_no text,
    mainboard_no text,
    encoder_no text,
    software_version text,
    ecqs_linked boolean,
    self_lock boolean,
    installed_on date,
    retired_on date,
    PRIMARY KEY (station_id, dispenser_id)
);

-- Who runs a station, and how, from a day on; the station's own row shows what applies today.
CREATE TABLE ledger.operations (
    station_id text NOT NULL REFERENCES ledger.stations,
    valid_from date NOT NULL,
    uscc text NOT NULL,
    ownership text NOT NULL,
    controlling_group text,
    control text CHECK (control IN ('wholly_state', 'state_holding', 'none')),
    operating_mode text CHECK (operating_mode IN ('owned', 'leased', 'franchised')),
    PRIMARY KEY (station_id, valid_from)
);

-- A station that goes on under another number: merged into it, split from it, or moved with a new licence.
CREATE TABLE ledger.successions (
    predecessor text NOT NULL REFERENCES ledger.stations,
    successor text NOT NULL REFERENCES ledger.stations,
    kind text NOT NULL CHECK (kind IN ('merge', 'split', 'move')),
    happened_on date NOT NULL,
    reason text NOT NULL,
    equipment jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (predecessor, successor, happened_on),
    CHECK (predecessor <> successor)
);

CREATE TABLE ledger.register_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    table_name text NOT NULL,
    station_id text,
    row_key jsonb NOT NULL,
    kind text NOT NULL CHECK (kind IN ('added', 'changed', 'removed')),
    before jsonb,
    after jsonb,
    username text NOT NULL,
    display_name text NOT NULL,
    reason text NOT NULL,
    source text NOT NULL,
    effective_on date
);
CREATE INDEX register_changes_station ON ledger.register_changes (station_id, id);
CREATE INDEX register_changes_row ON ledger.register_changes (table_name, row_key, id);

CALL ledger.protect('ledger.dispensers');
CALL ledger.protect('ledger.operations');
ALTER TABLE ledger.successions ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake ON ledger.successions TO youjian_intake USING (true) WITH CHECK (true);
CREATE POLICY bureau ON ledger.successions TO youjian_bureau USING (
    predecessor LIKE ANY ((SELECT ledger.scope_patterns())::text[])
    OR successor LIKE ANY ((SELECT ledger.scope_patterns())::text[])
);
-- What belongs to no station (a company's name, a region's price cap) is nobody's secret.
ALTER TABLE ledger.register_changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY bureau ON ledger.register_changes FOR SELECT TO youjian_bureau USING (
    station_id IS NULL OR station_id LIKE ANY ((SELECT ledger.scope_patterns())::text[])
);

GRANT SELECT ON ledger.dispensers, ledger.operations, ledger.successions TO youjian_intake, youjian_bureau;
GRANT INSERT, UPDATE, DELETE ON ledger.dispensers, ledger.operations TO youjian_bureau;
GRANT INSERT ON ledger.successions TO youjian_bureau;
GRANT SELECT ON ledger.register_changes TO youjian_bureau;

-- Who changes the register says so in settings of the transaction; whoever does not is the platform.
CREATE FUNCTION ledger.register_setting(name text, fallback text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog
AS $$ SELECT coalesce(nullif(current_setting('youjian.' || name, true), ''), fallback) $$;

-- Notes what a statement did to a table of the register. Arguments: the columns of its key. Nobody may write the
-- notes but these triggers, which run as the owner. Moments are told in UTC whatever the session's time zone is:
-- a note is found by its row's key.
CREATE FUNCTION ledger.note_register_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC'
AS $$
DECLARE
    key_columns text[] := TG_ARGV;
    sides text;
BEGIN
    sides := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT NULL::jsonb AS b, to_jsonb(n) AS a FROM new_rows n'
        WHEN 'DELETE' THEN 'SELECT to_jsonb(o) AS b, NULL::jsonb AS a FROM old_rows o'
        ELSE format(
            'SELECT b, a FROM (SELECT to_jsonb(o) AS b FROM old_rows o) o
             FULL JOIN (SELECT to_jsonb(n) AS a FROM new_rows n) n ON %s WHERE b IS DISTINCT FROM a',
            (SELECT string_agg(format('b -> %L = a -> %L', c, c), ' AND ') FROM unnest(key_columns) AS c)
        )
    END;
    EXECUTE format(
        'INSERT INTO ledger.register_changes
             (table_name, station_id, row_key, kind, before, after, username, display_name, reason, source, effective_on)
         SELECT %L, coalesce(a, b) ->> ''station_id'',
             (SELECT jsonb_object_agg(c, coalesce(a, b) -> c) FROM unnest(%L::text[]) AS c),
             CASE WHEN b IS NULL THEN ''added'' WHEN a IS NULL THEN ''removed'' ELSE ''changed'' END, b, a,
             ledger.register_setting(''actor'', ''platform''), ledger.register_setting(''actor_name'', ''平台''),
             ledger.register_setting(''reason'', ''''), ledger.register_setting(''source'', ''platform''),
             ledger.register_setting(''effective_on'', NULL)::date
         FROM (%s) AS sides',
        TG_TABLE_NAME, key_columns, sides
    );
    RETURN NULL;
END
$$;

-- A chart has hundreds of lines: one note says how many of them came, or which were changed and what they were.
CREATE FUNCTION ledger.note_chart_changes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC'
AS $$
DECLARE
    sides text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT station_id, tank_id, valid_from, NULL::jsonb AS was,
            jsonb_build_array(height_mm, volume_l) AS now_is FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT station_id, tank_id, valid_from, jsonb_build_array(height_mm, volume_l) AS was,
            NULL::jsonb AS now_is FROM old_rows'
        ELSE 'SELECT station_id, tank_id, valid_from, jsonb_build_array(height_mm, o.volume_l) AS was,
            jsonb_build_array(height_mm, n.volume_l) AS now_is
            FROM old_rows o JOIN new_rows n USING (station_id, tank_id, valid_from, height_mm)
            WHERE o.volume_l IS DISTINCT FROM n.volume_l'
    END;
BEGIN
    EXECUTE format(
        'INSERT INTO ledger.register_changes
             (table_name, station_id, row_key, kind, before, after, username, display_name, reason, source, effective_on)
         SELECT ''tank_charts'', station_id,
             jsonb_build_object(''station_id'', station_id, ''tank_id'', tank_id, ''valid_from'', valid_from), %L,
             CASE WHEN count(was) > 0 THEN jsonb_build_object(''lines'', jsonb_agg(was ORDER BY was)) END,
             CASE WHEN count(now_is) > 0 THEN jsonb_build_object(''lines'', jsonb_agg(now_is ORDER BY now_is)) END,
             ledger.register_setting(''actor'', ''platform''), ledger.register_setting(''actor_name'', ''平台''),
             ledger.register_setting(''reason'', ''''), ledger.register_setting(''source'', ''platform''),
             ledger.register_setting(''effective_on'', NULL)::date
         FROM (%s) AS sides GROUP BY station_id, tank_id, valid_from',
        CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'DELETE' THEN 'removed' ELSE 'changed' END, sides
    );
    RETURN NULL;
END
$$;

-- Three triggers a table: a trigger with transition tables stands for one kind of statement.
CREATE PROCEDURE ledger.keep_history(relation regclass, noting text, VARIADIC key_columns text[] DEFAULT '{}')
LANGUAGE plpgsql
AS $$
DECLARE
    arguments text := (SELECT coalesce(string_agg(quote_literal(c), ', '), '') FROM unnest(key_columns) AS c);
BEGIN
    EXECUTE format('CREATE TRIGGER added AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION ledger.%I(%s)', relation, noting, arguments);
    EXECUTE format('CREATE TRIGGER changed AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION ledger.%I(%s)', relation, noting, arguments);
    EXECUTE format('CREATE TRIGGER removed AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION ledger.%I(%s)', relation, noting, arguments);
END
$$;
REVOKE EXECUTE ON PROCEDURE ledger.keep_history(regclass, text, text[]) FROM PUBLIC;

CALL ledger.keep_history('ledger.stations', 'note_register_changes', 'station_id');
CALL ledger.keep_history('ledger.companies', 'note_register_changes', 'uscc');
CALL ledger.keep_history('ledger.operations', 'note_register_changes', 'station_id', 'valid_from');
CALL ledger.keep_history('ledger.tanks', 'note_register_changes', 'station_id', 'tank_id');
CALL ledger.keep_history('ledger.tank_charts', 'note_chart_changes');
CALL ledger.keep_history('ledger.dispensers', 'note_register_changes', 'station_id', 'dispenser_id');
CALL ledger.keep_history('ledger.nozzles', 'note_register_changes', 'station_id', 'nozzle_id', 'valid_from');
CALL ledger.keep_history('ledger.verifications', 'note_register_changes', 'station_id', 'nozzle_id', 'verified_on', 'certificate_no');
CALL ledger.keep_history('ledger.seals', 'note_register_changes', 'station_id', 'dispenser_id', 'position', 'seal_no');
CALL ledger.keep_history('ledger.price_caps', 'note_register_changes', 'region_code', 'product', 'effective_from');
CALL ledger.keep_history('ledger.maintenance', 'note_register_changes', 'station_id', 'device', 'starts_at');
CALL ledger.keep_history('ledger.regions', 'note_register_changes', 'region_code');

-- What the register holds already began with its first day here.
INSERT INTO ledger.operations (station_id, valid_from, uscc, ownership, controlling_group, control, operating_mode)
SELECT station_id, opened_on, uscc, ownership, controlling_group, control, operating_mode FROM ledger.stations;
INSERT INTO ledger.dispensers (station_id, dispenser_id)
SELECT DISTINCT station_id, dispenser_id FROM ledger.nozzles;
