-- What intake needs at load.

-- As before, but whether somebody else made a partition while this one waited is asked of the catalogue itself:
-- to_regclass may go on saying what was true before the wait.
CREATE OR REPLACE FUNCTION ledger.ensure_days(relation text, first_day date, last_day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    day date := first_day;
    partition text;
    made integer := 0;
BEGIN
    IF relation NOT IN ('tank_readings', 'vapour_fills', 'heartbeats', 'pressure_readings') THEN
        RAISE EXCEPTION 'ledger.% is not divided into days', relation;
    END IF;
    IF first_day < current_date - 4000 OR last_day > current_date + 400 THEN
        RAISE EXCEPTION 'days % to % are too far from today for ledger.%', first_day, last_day, relation;
    END IF;
    WHILE day <= last_day LOOP
        partition := format('%s_d%s', relation, to_char(day, 'YYYYMMDD'));
        IF to_regclass('ledger.' || partition) IS NULL THEN
            PERFORM pg_advisory_xact_lock(7053, 1); -- one maker of partitions at a time, until it commits
            IF NOT EXISTS (
                SELECT FROM pg_class WHERE relnamespace = 'ledger'::regnamespace AND relname = partition
            ) THEN
                EXECUTE format('CREATE TABLE ledger.%I (LIKE ledger.%I INCLUDING ALL)', partition, relation);
                EXECUTE format('ALTER TABLE ledger.%I ENABLE ROW LEVEL SECURITY', partition);
                EXECUTE format(
                    'ALTER TABLE ledger.%I ATTACH PARTITION ledger.%I FOR VALUES FROM (%L) TO (%L)',
                    relation, partition,
                    (day::text || ' 00:00:00+08')::timestamptz, ((day + 1)::text || ' 00:00:00+08')::timestamptz
                );
                made := made + 1;
            END IF;
        END IF;
        day := day + 1;
    END LOOP;
    RETURN made;
END
$$;
