-- Which days of which stations the stock book (bureau.stock) has to work out again: a mark for each transaction that
-- stored what the book is made from. Like ledger.sales_marks: only appended, and deleted by who has worked out the
-- day with the records in sight.

CREATE TABLE ledger.stock_marks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id text NOT NULL,
    day date NOT NULL, -- business day
    onwards boolean NOT NULL DEFAULT false -- every later day too
);
CREATE INDEX stock_marks_day ON ledger.stock_marks (day, station_id);
CALL ledger.protect('ledger.stock_marks');
GRANT SELECT, INSERT ON ledger.stock_marks TO youjian_intake;
GRANT SELECT, INSERT, DELETE ON ledger.stock_marks TO youjian_bureau;

-- One look over what was stored serves the sums of sales and the book.
CREATE OR REPLACE FUNCTION ledger.mark_sales() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    WITH days AS (
        SELECT DISTINCT station_id, (ended_at AT TIME ZONE 'UTC' + interval '8 hours')::date AS day
        FROM stored WHERE NOT test
        UNION
        SELECT o.station_id, (o.ended_at AT TIME ZONE 'UTC' + interval '8 hours')::date
        FROM stored AS s JOIN ledger.fuellings AS o USING (station_id, nozzle_id, seq) WHERE s.version > 1 AND NOT s.test
    ), of_sales AS (
        INSERT INTO ledger.sales_marks (station_id, day) SELECT station_id, day FROM days
    )
    INSERT INTO ledger.stock_marks (station_id, day) SELECT station_id, day FROM days;
    RETURN NULL;
END
$$;

CREATE FUNCTION ledger.mark_deliveries() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.stock_marks (station_id, day)
    SELECT DISTINCT station_id, (delivered_at AT TIME ZONE 'UTC' + interval '8 hours')::date
    FROM stored WHERE NOT test;
    RETURN NULL;
END
$$;
CREATE TRIGGER stock_marks AFTER INSERT ON ledger.deliveries
    REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION ledger.mark_deliveries();

CREATE FUNCTION ledger.mark_trips() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.stock_marks (station_id, day)
    SELECT DISTINCT consignee_station_id,
        (coalesce(unloaded_at, loaded_at) AT TIME ZONE 'UTC' + interval '8 hours')::date
    FROM stored WHERE NOT test;
    RETURN NULL;
END
$$;
CREATE TRIGGER stock_marks AFTER INSERT ON ledger.trips
    REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION ledger.mark_trips();

-- Readings of the running day are waited for anyway; one of a day that is over moves its closing.
CREATE FUNCTION ledger.mark_late_readings() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.stock_marks (station_id, day)
    SELECT DISTINCT station_id, (at AT TIME ZONE 'UTC' + interval '8 hours')::date
    FROM stored
    WHERE NOT test
        AND at < ((now() AT TIME ZONE 'UTC' + interval '8 hours')::date - interval '8 hours') AT TIME ZONE 'UTC';
    RETURN NULL;
END
$$;
CREATE TRIGGER stock_marks AFTER INSERT ON ledger.tank_readings
    REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION ledger.mark_late_readings();

-- What a nozzle or a tank stands for may be put right afterwards.
CREATE FUNCTION ledger.mark_stock_nozzle() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.station_id, OLD.nozzle_id, OLD.valid_from, OLD.product, OLD.tank_id)
        IS NOT DISTINCT FROM (NEW.station_id, NEW.nozzle_id, NEW.valid_from, NEW.product, NEW.tank_id) THEN
        RETURN NULL;
    END IF;
    INSERT INTO ledger.stock_marks (station_id, day, onwards)
    SELECT station_id, greatest((valid_from AT TIME ZONE 'UTC' + interval '8 hours')::date, '1970-01-01'), true
    FROM (VALUES (OLD.station_id, OLD.valid_from), (NEW.station_id, NEW.valid_from)) AS r (station_id, valid_from)
    WHERE station_id IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER stock_marks AFTER INSERT OR UPDATE OR DELETE ON ledger.nozzles
    FOR EACH ROW EXECUTE FUNCTION ledger.mark_stock_nozzle();

CREATE FUNCTION ledger.mark_stock_tank() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.product, OLD.manifold, OLD.density20_kg_m3)
        IS NOT DISTINCT FROM (NEW.product, NEW.manifold, NEW.density20_kg_m3) THEN
        RETURN NULL;
    END IF;
    INSERT INTO ledger.stock_marks (station_id, day, onwards)
    SELECT coalesce(NEW.station_id, OLD.station_id), '1970-01-01', true;
    RETURN NULL;
END
$$;
CREATE TRIGGER stock_marks AFTER INSERT OR UPDATE OR DELETE ON ledger.tanks
    FOR EACH ROW EXECUTE FUNCTION ledger.mark_stock_tank();

-- A chart has a row a millimetre: one mark a tank and statement.
CREATE FUNCTION ledger.mark_stock_charts() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.stock_marks (station_id, day, onwards)
    SELECT station_id, greatest((min(valid_from) AT TIME ZONE 'UTC' + interval '8 hours')::date, '1970-01-01'), true
    FROM changed GROUP BY station_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER stock_marks_new AFTER INSERT ON ledger.tank_charts
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.mark_stock_charts();
CREATE TRIGGER stock_marks_changed AFTER UPDATE ON ledger.tank_charts
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.mark_stock_charts();
CREATE TRIGGER stock_marks_gone AFTER DELETE ON ledger.tank_charts
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger.mark_stock_charts();

-- What was stored before there were marks. Every writer of facts has locked its station here.
INSERT INTO ledger.stock_marks (station_id, day, onwards) SELECT station_id, '1970-01-01', true FROM ledger.station_locks;
