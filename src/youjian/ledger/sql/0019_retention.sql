-- How long records are kept, where; what a case holds back; keys of what was dropped.

CREATE TABLE ledger.retention (
    table_name text PRIMARY KEY,
    hot_days integer, -- in the database; null: for as long as it is kept at all
    full_days integer NOT NULL, -- in the archive at full rate, and how old a record may be when it comes in
    thin_to_s integer, -- afterwards one record in so many seconds; null: all
    keep_days integer NOT NULL, -- afterwards nothing
    CONSTRAINT retention_order CHECK (
        full_days > 0 AND keep_days BETWEEN full_days AND 36500
        AND (thin_to_s IS NULL OR thin_to_s BETWEEN 2 AND 86400)
        AND (thin_to_s IS NOT NULL OR keep_days = full_days)
    ),
    -- Tables of days are dropped day by day; the watch looks back four days into the ledger alone.
    CONSTRAINT retention_hot CHECK (
        CASE WHEN table_name IN ('tank_readings', 'vapour_fills', 'heartbeats', 'pressure_readings')
            THEN hot_days IS NOT NULL AND hot_days BETWEEN 5 AND full_days AND full_days <= 3650
            ELSE hot_days IS NULL AND thin_to_s IS NULL END
    ),
    -- Tax limitation: fuellings and their documents ten years.
    CONSTRAINT retention_tax CHECK (
        table_name NOT IN ('fuellings', 'deliveries', 'declarations', 'invoices', 'trips', 'tax_states')
        OR full_days >= 3650
    ),
    CONSTRAINT retention_vapour CHECK (table_name <> 'vapour_fills' OR full_days >= 365), -- GB 20952
    CONSTRAINT retention_readings CHECK (
        table_name NOT IN ('tank_readings', 'pressure_readings') OR full_days >= 365
    ),
    CONSTRAINT retention_logs CHECK (full_days >= 183) -- Cybersecurity Law art. 21: six months
);
INSERT INTO ledger.retention (table_name, hot_days, full_days, thin_to_s, keep_days) VALUES
    ('fuellings', NULL, 3650, NULL, 3650),
    ('deliveries', NULL, 3650, NULL, 3650),
    ('declarations', NULL, 3650, NULL, 3650),
    ('invoices', NULL, 3650, NULL, 3650),
    ('trips', NULL, 3650, NULL, 3650),
    ('tax_states', NULL, 3650, NULL, 3650),
    ('device_events', NULL, 3650, NULL, 3650),
    ('tank_readings', 65, 365, 600, 3650),
    ('pressure_readings', 65, 365, 600, 1095),
    ('vapour_fills', 65, 1095, NULL, 1095),
    ('heartbeats', 65, 365, NULL, 365);
GRANT SELECT ON ledger.retention TO youjian_intake, youjian_bureau;
GRANT UPDATE (hot_days, full_days, thin_to_s, keep_days) ON ledger.retention TO youjian_bureau;

-- A stretch of a station's time that stays whole for as long as somebody needs it.
CREATE TABLE ledger.holds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    reason text NOT NULL CHECK (reason <> ''),
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now(),
    released_by text,
    released_at timestamptz
);
CREATE INDEX holds_station ON ledger.holds (station_id) WHERE released_at IS NULL;
CALL ledger.protect('ledger.holds');
GRANT SELECT, INSERT ON ledger.holds TO youjian_bureau;
GRANT UPDATE (released_by, released_at) ON ledger.holds TO youjian_bureau;
GRANT SELECT ON ledger.holds TO youjian_intake;

-- Days whose partition was dropped, once or again. `restored_until`: brought back from the archive, and not
-- dropped again before that day. `forgotten`: its keys are gone too, and a record of it comes too late.
CREATE TABLE ledger.dropped_days (
    table_name text NOT NULL,
    day date NOT NULL,
    rows bigint NOT NULL,
    bytes bigint NOT NULL, -- that the partition took
    dropped_at timestamptz NOT NULL DEFAULT now(),
    restored_until date,
    forgotten boolean NOT NULL DEFAULT false,
    PRIMARY KEY (table_name, day)
);
GRANT SELECT ON ledger.dropped_days TO youjian_intake, youjian_bureau;

-- What goes on refusing late duplicates: digests of 8 bytes of the key and of the content of each record, and the
-- batch it came in. They apply once the day stands among the dropped ones. 16 bytes a record and the batches, which
-- come in runs and are compressed.
CREATE TABLE ledger.kept_keys (
    table_name text NOT NULL,
    day date NOT NULL,
    station_id text NOT NULL,
    test boolean NOT NULL,
    revision integer NOT NULL, -- of the day seal that they were compared with
    stored bigint NOT NULL, -- how many of them were in the partition then
    fresh bigint NOT NULL, -- how many of those were not kept before
    keys bigint[] NOT NULL,
    contents bigint[] NOT NULL,
    batches bigint[] NOT NULL,
    PRIMARY KEY (table_name, day, station_id, test)
);
ALTER TABLE ledger.kept_keys ALTER COLUMN keys SET STORAGE EXTERNAL;
ALTER TABLE ledger.kept_keys ALTER COLUMN contents SET STORAGE EXTERNAL;
CALL ledger.protect('ledger.kept_keys');
GRANT SELECT ON ledger.kept_keys TO youjian_intake, youjian_bureau;

-- Tables of sealed station-days of which the archive keeps one record in so many seconds, or none any more.
CREATE TABLE ledger.thinned_days (
    station_id text NOT NULL,
    day date NOT NULL,
    table_name text NOT NULL,
    thin_to_s integer, -- null: none
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, day, table_name)
);
CALL ledger.protect('ledger.thinned_days');
GRANT SELECT, INSERT, UPDATE ON ledger.thinned_days TO youjian_bureau;

-- The first 8 bytes of the SHA-256 of values written out so that nothing but equal values are written alike.
CREATE FUNCTION ledger.digest64(parts text[]) RETURNS bigint
LANGUAGE sql STABLE STRICT PARALLEL SAFE
AS $$
    SELECT ('x' || encode(substring(sha256(convert_to(parts::text, 'UTF8')) FOR 8), 'hex'))::bit(64)::bigint
$$;

-- The expression that digests the key (its station left out) or the content of the rows of a table of days, for any
-- relation with its columns.
CREATE FUNCTION ledger.digest_of(relation text, part text, alias text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT format('ledger.digest64(ARRAY[%s])', string_agg(
        CASE a.atttypid
            WHEN 'double precision'::regtype THEN format('encode(float8send(%I.%I + 0), ''hex'')', alias, a.attname)
            WHEN 'timestamptz'::regtype THEN format('encode(timestamptz_send(%I.%I), ''hex'')', alias, a.attname)
            ELSE format('%I.%I::text', alias, a.attname)
        END, ', ' ORDER BY a.attname))
    FROM pg_attribute AS a JOIN pg_index AS i ON i.indrelid = a.attrelid AND i.indisprimary
    WHERE a.attrelid = to_regclass(format('ledger.%I', relation)) AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attname NOT IN ('station_id', 'received_at', 'batch_id', 'test')
        AND (part = 'key') = (a.attnum = ANY (i.indkey::smallint[]))
$$;
REVOKE EXECUTE ON FUNCTION ledger.digest64(text[]), ledger.digest_of(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.digest64(text[]), ledger.digest_of(text, text, text)
TO youjian_intake, youjian_bureau;

CREATE FUNCTION ledger.partition_of(relation text, day date) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF relation NOT IN ('tank_readings', 'vapour_fills', 'heartbeats', 'pressure_readings') THEN
        RAISE EXCEPTION 'ledger.% is not divided into days', relation;
    END IF;
    RETURN format('%s_d%s', relation, to_char(day, 'YYYYMMDD'));
END
$$;

-- Makes ready the days that records are to be stored in and returns those that were dropped before: their records are
-- held against the kept keys first. From here to the end of the transaction no partition of the table is dropped.
CREATE FUNCTION ledger.open_days(relation text, days date[]) RETURNS date[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    day date;
    dropped date[];
BEGIN
    PERFORM ledger.partition_of(relation, current_date);
    EXECUTE format('LOCK TABLE ONLY ledger.%I IN ACCESS SHARE MODE', relation);
    dropped := ARRAY(
        SELECT d.day FROM ledger.dropped_days AS d WHERE d.table_name = relation AND d.day = ANY (days) ORDER BY 1
    );
    FOREACH day IN ARRAY days LOOP
        IF NOT day = ANY (dropped) THEN
            PERFORM ledger.ensure_days(relation, day, day);
        END IF;
    END LOOP;
    RETURN dropped;
END
$$;

-- Keeps the keys of what a station has in a day's partition, beside those kept when the day was dropped before.
-- Returns how many of its records, test records left out, are known by their keys then.
CREATE FUNCTION ledger.keep_keys(relation text, on_day date, station text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    partition text := ledger.partition_of(relation, on_day);
    sealed integer := coalesce((
        SELECT max(revision) FROM ledger.day_seals WHERE station_id = station AND day = on_day
    ), 0);
    known bigint;
BEGIN
    EXECUTE format(
        $q$
        WITH here AS (
            SELECT p.test, %s AS key, %s AS content, p.batch_id,
                row_number() OVER (ORDER BY p.batch_id, p.received_at) AS place
            FROM ledger.%I AS p WHERE p.station_id = $3
        ), before AS (
            SELECT k.test, u.key, u.content, u.batch_id, u.place
            FROM ledger.kept_keys AS k JOIN ledger.dropped_days AS d USING (table_name, day)
            CROSS JOIN LATERAL unnest(k.keys, k.contents, k.batches) WITH ORDINALITY AS u (key, content, batch_id, place)
            WHERE k.table_name = $1 AND k.day = $2 AND k.station_id = $3
        ), joined AS (
            SELECT coalesce(b.test, h.test) AS test, coalesce(b.key, h.key) AS key,
                coalesce(b.content, h.content) AS content, coalesce(b.batch_id, h.batch_id) AS batch_id,
                h.key IS NOT NULL AS stored, b.key IS NULL AS fresh, coalesce(b.place, h.place) AS place
            FROM here AS h FULL JOIN before AS b ON b.key = h.key AND b.test = h.test
        )
        INSERT INTO ledger.kept_keys AS k
        SELECT $1, $2, $3, test, $4, count(*) FILTER (WHERE stored), count(*) FILTER (WHERE fresh),
            array_agg(key ORDER BY fresh, place), array_agg(content ORDER BY fresh, place),
            array_agg(batch_id ORDER BY fresh, place)
        FROM joined GROUP BY test
        ON CONFLICT (table_name, day, station_id, test) DO UPDATE
        SET revision = excluded.revision, stored = excluded.stored, fresh = excluded.fresh,
            keys = excluded.keys, contents = excluded.contents, batches = excluded.batches
        $q$,
        ledger.digest_of(relation, 'key', 'p'), ledger.digest_of(relation, 'content', 'p'), partition
    ) USING relation, on_day, station, sealed;
    SELECT coalesce(sum(cardinality(k.keys)), 0) INTO known FROM ledger.kept_keys AS k
    WHERE k.table_name = relation AND k.day = on_day AND k.station_id = station AND NOT k.test;
    RETURN known;
END
$$;

-- Drops a day's partition of which everything is sealed and every key is kept; returns how many rows it held. Whatever
-- stands against it is raised. Records of that one day wait while it is counted; the table is locked for the moment of
-- the drop, and whoever is in the way for longer than the time-out makes the call fail.
CREATE FUNCTION ledger.drop_day(relation text, on_day date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '250ms'
AS $$
DECLARE
    partition text := ledger.partition_of(relation, on_day);
    hot integer := (SELECT hot_days FROM ledger.retention WHERE table_name = relation);
    today date := (now() AT TIME ZONE 'UTC' + interval '8 hours')::date;
    open_station text;
    held bigint;
BEGIN
    IF to_regclass('ledger.' || partition) IS NULL THEN
        RETURN 0;
    END IF;
    IF hot IS NULL OR on_day >= today - hot THEN
        RAISE EXCEPTION 'ledger.% of % is younger than % days', relation, on_day, hot USING ERRCODE = '55000';
    END IF;
    IF EXISTS (
        SELECT FROM ledger.dropped_days AS d
        WHERE d.table_name = relation AND d.day = on_day AND d.restored_until >= today
    ) THEN
        RAISE EXCEPTION 'ledger.% of % was brought back and stays for now', relation, on_day USING ERRCODE = '55000';
    END IF;
    EXECUTE format('LOCK TABLE ledger.%I IN SHARE MODE', partition);
    EXECUTE format(
        $q$
        SELECT p.station_id FROM (SELECT station_id, test, count(*) AS rows FROM ledger.%I GROUP BY 1, 2) AS p
        LEFT JOIN ledger.kept_keys AS k
            ON k.table_name = $1 AND k.day = $2 AND k.station_id = p.station_id AND k.test = p.test
        LEFT JOIN LATERAL (
            SELECT s.revision, s.reason, (s.rows ->> $1)::bigint AS rows FROM ledger.day_seals AS s
            WHERE s.station_id = p.station_id AND s.day = $2 ORDER BY s.revision DESC LIMIT 1
        ) AS s ON true
        WHERE k.stored IS DISTINCT FROM p.rows
            OR NOT p.test AND (
                k.revision IS DISTINCT FROM s.revision
                OR NOT coalesce(cardinality(k.keys) = s.rows OR s.reason = 'thinned' AND k.fresh = 0, false)
            )
            OR EXISTS (SELECT FROM ledger.late_days AS l WHERE l.station_id = p.station_id AND l.day = $2)
        ORDER BY 1 LIMIT 1
        $q$, partition
    ) INTO open_station USING relation, on_day;
    IF open_station IS NOT NULL THEN
        RAISE EXCEPTION 'ledger.% of %: what station % has there is not sealed as it is', relation, on_day, open_station
        USING ERRCODE = '55000';
    END IF;
    EXECUTE format(
        $q$
        SELECT h.station_id FROM ledger.holds AS h
        WHERE h.released_at IS NULL AND $1 BETWEEN h.first_day AND h.last_day
            AND EXISTS (SELECT FROM ledger.%I AS p WHERE p.station_id = h.station_id)
        ORDER BY 1 LIMIT 1
        $q$, partition
    ) INTO open_station USING on_day;
    IF open_station IS NOT NULL THEN
        RAISE EXCEPTION 'ledger.% of % is held for station %', relation, on_day, open_station
        USING ERRCODE = '55000';
    END IF;
    EXECUTE format('SELECT count(*) FROM ledger.%I', partition) INTO held;
    INSERT INTO ledger.dropped_days AS d (table_name, day, rows, bytes)
    VALUES (
        relation, on_day,
        (SELECT coalesce(sum(cardinality(k.keys)), 0) FROM ledger.kept_keys AS k
         WHERE k.table_name = relation AND k.day = on_day),
        pg_total_relation_size(to_regclass('ledger.' || partition))
    )
    ON CONFLICT (table_name, day) DO UPDATE
    SET rows = excluded.rows, bytes = greatest(d.bytes, excluded.bytes), dropped_at = now(), restored_until = NULL;
    EXECUTE format('LOCK TABLE ONLY ledger.%I IN ACCESS EXCLUSIVE MODE', relation);
    EXECUTE format('DROP TABLE ledger.%I', partition);
    RETURN held;
END
$$;

-- Notes that a dropped day was brought back from the archive and stays until a day.
CREATE FUNCTION ledger.note_restored(relation text, on_day date, until date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE ledger.dropped_days SET restored_until = until WHERE table_name = relation AND day = on_day;
    RETURN FOUND;
END
$$;

-- Deletes the keys of days that no record is taken of any more; returns how many days were forgotten.
CREATE FUNCTION ledger.forget_keys(relation text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    oldest date := (now() AT TIME ZONE 'UTC' + interval '8 hours')::date - 7
        - (SELECT full_days FROM ledger.retention WHERE table_name = relation);
    days integer;
BEGIN
    UPDATE ledger.dropped_days SET forgotten = true
    WHERE table_name = relation AND day < oldest AND NOT forgotten;
    GET DIAGNOSTICS days = ROW_COUNT;
    DELETE FROM ledger.kept_keys WHERE table_name = relation AND day < oldest;
    RETURN days;
END
$$;

-- Deletes what a station has of a day in a table that is not divided into days, once it is past all its limits.
CREATE FUNCTION ledger.end_records(relation text, station text, on_day date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ends text := CASE relation
        WHEN 'fuellings' THEN 'ended_at' WHEN 'deliveries' THEN 'delivered_at' WHEN 'declarations' THEN 'filed_at'
        WHEN 'tax_states' THEN 'read_at' WHEN 'device_events' THEN 'at' WHEN 'trips' THEN 'coalesce(unloaded_at, received_at)'
        WHEN 'invoices' THEN '(issued_on::timestamp AT TIME ZONE ''UTC'')' END;
    owner text := CASE relation WHEN 'trips' THEN 'consignee_station_id' ELSE 'station_id' END;
    today date := (now() AT TIME ZONE 'UTC' + interval '8 hours')::date;
    ended bigint;
BEGIN
    IF ends IS NULL THEN
        RAISE EXCEPTION 'ledger.% is no table of records that are kept whole', relation;
    END IF;
    IF on_day >= today - (SELECT keep_days FROM ledger.retention WHERE table_name = relation) THEN
        RAISE EXCEPTION 'ledger.% of % is to be kept longer', relation, on_day USING ERRCODE = '55000';
    END IF;
    IF EXISTS (
        SELECT FROM ledger.holds AS h
        WHERE h.station_id = station AND on_day BETWEEN h.first_day AND h.last_day AND h.released_at IS NULL
    ) THEN
        RAISE EXCEPTION 'ledger.% of % is held for station %', relation, on_day, station USING ERRCODE = '55000';
    END IF;
    EXECUTE format('DELETE FROM ledger.%I WHERE %I = $1 AND %s >= $2 AND %s < $3', relation, owner, ends, ends)
    USING station, (on_day::text || ' 00:00:00+08')::timestamptz, ((on_day + 1)::text || ' 00:00:00+08')::timestamptz;
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END
$$;

REVOKE EXECUTE ON FUNCTION
    ledger.end_records(text, text, date),
    ledger.partition_of(text, date), ledger.open_days(text, date[]), ledger.keep_keys(text, date, text),
    ledger.drop_day(text, date), ledger.note_restored(text, date, date), ledger.forget_keys(text)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.open_days(text, date[]) TO youjian_intake, youjian_bureau;
GRANT EXECUTE ON FUNCTION
    ledger.keep_keys(text, date, text), ledger.drop_day(text, date), ledger.forget_keys(text),
    ledger.end_records(text, text, date)
TO youjian_bureau;
GRANT EXECUTE ON FUNCTION ledger.note_restored(text, date, date) TO youjian_intake;
