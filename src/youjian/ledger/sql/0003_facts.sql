-- The facts: columns of the data contract in its order, then received_at (where the contract has none of its
-- own), batch_id (receipts.id; null for what came without a signed batch) and test (sent by a collector that
-- was not yet accepted). Rows are inserted and never changed.

CREATE TABLE ledger.fuellings (
    station_id text NOT NULL,
    nozzle_id smallint NOT NULL,
    seq bigint NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    volume_ml bigint NOT NULL,
    unit_price_fen integer NOT NULL,
    amount_fen bigint NOT NULL,
    totalizer_ml bigint NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false,
    version smallint NOT NULL DEFAULT 1, -- 1 as the dispenser said it; from 2 on corrections (source = corrected)
    PRIMARY KEY (station_id, nozzle_id, seq, version)
) PARTITION BY HASH (station_id);
CREATE INDEX fuellings_nozzle_end ON ledger.fuellings (station_id, nozzle_id, ended_at);
CREATE INDEX fuellings_end ON ledger.fuellings (ended_at);

CREATE TABLE ledger.deliveries (
    station_id text NOT NULL,
    delivery_id text NOT NULL,
    tank_id smallint,
    product text NOT NULL,
    delivered_at timestamptz NOT NULL,
    documented_volume_ml bigint NOT NULL,
    reference text NOT NULL,
    density20_kg_m3 double precision NOT NULL,
    temp_c double precision NOT NULL,
    supplier_uscc text,
    waybill_no text,
    invoice_no text,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false,
    PRIMARY KEY (station_id, delivery_id)
) PARTITION BY HASH (station_id);
CREATE INDEX deliveries_end ON ledger.deliveries (station_id, delivered_at);

DO $$
BEGIN
    FOR remainder IN 0..15 LOOP
        EXECUTE format(
            'CREATE TABLE ledger.fuellings_h%s PARTITION OF ledger.fuellings FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
            lpad(remainder::text, 2, '0'), remainder
        );
        EXECUTE format(
            'CREATE TABLE ledger.deliveries_h%s PARTITION OF ledger.deliveries FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
            lpad(remainder::text, 2, '0'), remainder
        );
    END LOOP;
END
$$;

CREATE TABLE ledger.tank_readings (
    station_id text NOT NULL,
    tank_id smallint NOT NULL,
    at timestamptz NOT NULL,
    product_mm double precision NOT NULL,
    water_mm double precision NOT NULL,
    temp_c double precision NOT NULL,
    volume_l double precision,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false,
    PRIMARY KEY (station_id, tank_id, at)
) PARTITION BY RANGE (at);

CREATE TABLE ledger.vapour_fills (
    station_id text NOT NULL,
    nozzle_id smallint NOT NULL,
    ended_at timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    fuel_ml bigint NOT NULL,
    vapour_ml bigint NOT NULL,
    ratio double precision NOT NULL,
    fuel_l_min double precision NOT NULL,
    vapour_l_min double precision NOT NULL,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false,
    PRIMARY KEY (station_id, nozzle_id, ended_at)
) PARTITION BY RANGE (ended_at);

CREATE TABLE ledger.heartbeats (
    station_id text NOT NULL,
    device text NOT NULL,
    at timestamptz NOT NULL,
    clock_offset_s double precision NOT NULL,
    outbox_depth bigint NOT NULL,
    firmware text NOT NULL,
    link text,
    signal_dbm double precision,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false,
    PRIMARY KEY (station_id, device, at)
) PARTITION BY RANGE (at);

CREATE TABLE ledger.pressure_readings (
    station_id text NOT NULL,
    at timestamptz NOT NULL,
    pressure_pa double precision NOT NULL,
    vapour_ppm double precision,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false,
    PRIMARY KEY (station_id, at)
) PARTITION BY RANGE (at);

CREATE TABLE ledger.device_events (
    station_id text NOT NULL,
    device text NOT NULL,
    at timestamptz NOT NULL,
    code text NOT NULL,
    detail text,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false,
    PRIMARY KEY (station_id, device, at, code)
);

CREATE TABLE ledger.tax_states (
    station_id text NOT NULL,
    nozzle_id smallint NOT NULL,
    read_at timestamptz NOT NULL,
    initialised boolean NOT NULL,
    chip_taxpayer text,
    factory_no text NOT NULL,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false,
    PRIMARY KEY (station_id, nozzle_id, read_at)
);

-- Every filing is a version of its own; the latest filed_at is current.
CREATE TABLE ledger.declarations (
    station_id text NOT NULL,
    period text NOT NULL,
    product text NOT NULL,
    volume_ml bigint NOT NULL,
    amount_fen bigint NOT NULL,
    filed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false,
    PRIMARY KEY (station_id, period, product, filed_at)
);

CREATE TABLE ledger.invoices (
    invoice_no text PRIMARY KEY,
    seller_uscc text NOT NULL,
    buyer_uscc text NOT NULL,
    product text NOT NULL,
    volume_ml bigint NOT NULL,
    amount_fen bigint NOT NULL,
    issued_on date NOT NULL,
    direction text NOT NULL,
    station_id text NOT NULL,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false
);
CREATE INDEX invoices_station ON ledger.invoices (station_id, issued_on);

CREATE TABLE ledger.trips (
    waybill_no text NOT NULL,
    consignee_station_id text NOT NULL,
    plate_no text NOT NULL,
    product text NOT NULL,
    loaded_ml bigint NOT NULL,
    loaded_at timestamptz NOT NULL,
    loaded_temp_c double precision,
    loading_place text NOT NULL,
    unloaded_at timestamptz,
    unloaded_ml bigint,
    unloaded_temp_c double precision,
    density20_kg_m3 double precision,
    received_at timestamptz NOT NULL,
    batch_id bigint,
    test boolean NOT NULL DEFAULT false,
    PRIMARY KEY (waybill_no, consignee_station_id)
);
CREATE INDEX trips_station ON ledger.trips (consignee_station_id, loaded_at);

CALL ledger.protect('ledger.fuellings');
CALL ledger.protect('ledger.deliveries');
CALL ledger.protect('ledger.tank_readings');
CALL ledger.protect('ledger.vapour_fills');
CALL ledger.protect('ledger.heartbeats');
CALL ledger.protect('ledger.pressure_readings');
CALL ledger.protect('ledger.device_events');
CALL ledger.protect('ledger.tax_states');
CALL ledger.protect('ledger.declarations');
CALL ledger.protect('ledger.invoices');
CALL ledger.protect('ledger.trips', 'consignee_station_id');

-- A view runs with its owner's rights, past every policy, unless it is told to use the caller's.
CREATE VIEW ledger.fuellings_current WITH (security_invoker = true) AS
SELECT f.* FROM ledger.fuellings AS f
WHERE NOT EXISTS (
    SELECT FROM ledger.fuellings AS later
    WHERE later.station_id = f.station_id AND later.nozzle_id = f.nozzle_id AND later.seq = f.seq
        AND later.version > f.version
);
CREATE VIEW ledger.declarations_current WITH (security_invoker = true) AS
SELECT d.* FROM ledger.declarations AS d
WHERE NOT EXISTS (
    SELECT FROM ledger.declarations AS later
    WHERE later.station_id = d.station_id AND later.period = d.period AND later.product = d.product
        AND later.filed_at > d.filed_at
);

GRANT SELECT, INSERT ON
    ledger.fuellings, ledger.deliveries, ledger.tank_readings, ledger.vapour_fills, ledger.heartbeats,
    ledger.pressure_readings, ledger.device_events, ledger.tax_states, ledger.declarations, ledger.invoices,
    ledger.trips
TO youjian_intake;
GRANT SELECT ON
    ledger.fuellings, ledger.deliveries, ledger.tank_readings, ledger.vapour_fills, ledger.heartbeats,
    ledger.pressure_readings, ledger.device_events, ledger.tax_states, ledger.declarations, ledger.invoices,
    ledger.trips
TO youjian_bureau;
GRANT SELECT ON ledger.fuellings_current, ledger.declarations_current TO youjian_intake, youjian_bureau;

-- Makes the partitions of one table for the business days from first to last (Asia/Shanghai, UTC+8 all year).
-- Runs as its owner, since intake may not create tables. A partition is made apart and then attached: that
-- locks neither readers nor writers of the other days. Days far from today are refused: a wrong clock must not
-- be able to fill the catalogue.
CREATE FUNCTION ledger.ensure_days(relation text, first_day date, last_day date) RETURNS integer
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
            IF to_regclass('ledger.' || partition) IS NULL THEN
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
REVOKE EXECUTE ON FUNCTION ledger.ensure_days(text, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.ensure_days(text, date, date) TO youjian_intake, youjian_bureau;
