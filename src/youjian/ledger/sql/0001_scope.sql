-- Who sees what. A transaction says its scope in the setting youjian.scope: prefixes of station_id with commas
-- between them, or * for the platform's own tasks. Without a setting nothing is visible.

GRANT USAGE ON SCHEMA ledger TO youjian_intake, youjian_bureau;
GRANT USAGE ON SCHEMA bureau TO youjian_bureau;
ALTER DEFAULT PRIVILEGES FOR ROLE youjian_owner IN SCHEMA bureau
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO youjian_bureau;
ALTER DEFAULT PRIVILEGES FOR ROLE youjian_owner IN SCHEMA bureau
    GRANT USAGE, SELECT ON SEQUENCES TO youjian_bureau;

-- The scope as LIKE patterns. Anything but digits and * gives no pattern and so shows nothing.
CREATE FUNCTION ledger.scope_patterns() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog
AS $$
    SELECT coalesce(array_agg(CASE prefix WHEN '*' THEN '%' ELSE prefix || '%' END), '{}')
    FROM unnest(string_to_array(current_setting('youjian.scope', true), ',')) AS prefix
    WHERE prefix ~ '^(\*|[0-9]+)$'
$$;

-- For the policies of small tables and for other schemas. The ledger's own policies ask for the patterns in
-- a sub-select instead, which PostgreSQL evaluates once per query and not once per row.
CREATE FUNCTION ledger.in_scope(station_id text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT station_id LIKE ANY (ledger.scope_patterns()) $$;

-- Puts row-level security on a table: open for intake, within the scope for the bureau.
CREATE PROCEDURE ledger.protect(relation regclass, station_column name DEFAULT 'station_id')
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', relation);
    EXECUTE format('CREATE POLICY intake ON %s TO youjian_intake USING (true) WITH CHECK (true)', relation);
    EXECUTE format(
        'CREATE POLICY bureau ON %s TO youjian_bureau USING (%I LIKE ANY ((SELECT ledger.scope_patterns())::text[]))',
        relation, station_column
    );
END
$$;
REVOKE EXECUTE ON PROCEDURE ledger.protect(regclass, name) FROM PUBLIC;

-- What every writer locks, in ascending order, before it touches a station's facts.
CREATE TABLE ledger.station_locks (station_id text PRIMARY KEY);
CALL ledger.protect('ledger.station_locks');
GRANT SELECT, INSERT, UPDATE ON ledger.station_locks TO youjian_intake;
