-- The notes of a large upload: what the transaction says of itself is asked once a statement, not once a row.

CREATE OR REPLACE FUNCTION ledger.note_register_changes() RETURNS trigger
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
         SELECT %L, r ->> ''station_id'', jsonb_build_object(%s),
             CASE WHEN b IS NULL THEN ''added'' WHEN a IS NULL THEN ''removed'' ELSE ''changed'' END, b, a, said.*
         FROM (SELECT b, a, coalesce(a, b) AS r FROM (%s) AS sides OFFSET 0) AS sides CROSS JOIN (
             SELECT ledger.register_setting(''actor'', ''platform''), ledger.register_setting(''actor_name'', ''平台''),
                 ledger.register_setting(''reason'', ''''), ledger.register_setting(''source'', ''platform''),
                 ledger.register_setting(''effective_on'', NULL)::date
             OFFSET 0
         ) AS said',
        TG_TABLE_NAME, (SELECT string_agg(format('%L, r -> %L', c, c), ', ') FROM unnest(key_columns) AS c), sides
    );
    RETURN NULL;
END
$$;
