-- Which days of which stations have to be summed again (bureau.cockpit): a mark for each transaction that stored
-- fuellings of a day, and for each change of what a nozzle stood for. Marks are only appended, and deleted by who
-- summed with their records in sight: a record is in the sum, or its mark is still there.

CREATE TABLE ledger.sales_marks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id text NOT NULL,
    day date NOT NULL, -- business day
    onwards boolean NOT NULL DEFAULT false -- every later day too
);
CREATE INDEX sales_marks_day ON ledger.sales_marks (day, station_id);
CALL ledger.protect('ledger.sales_marks');
GRANT SELECT, INSERT ON ledger.sales_marks TO youjian_intake;
GRANT SELECT, INSERT, DELETE ON ledger.sales_marks TO youjian_bureau;

-- A correction may move a fuelling to another day: the days of its other versions are summed again as well.
CREATE FUNCTION ledger.mark_sales() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.sales_marks (station_id, day)
    SELECT DISTINCT station_id, (ended_at AT TIME ZONE 'UTC' + interval '8 hours')::date FROM stored WHERE NOT test
    UNION
    SELECT o.station_id, (o.ended_at AT TIME ZONE 'UTC' + interval '8 hours')::date
    FROM stored AS s JOIN ledger.fuellings AS o USING (station_id, nozzle_id, seq) WHERE s.version > 1 AND NOT s.test;
    RETURN NULL;
END
$$;
CREATE TRIGGER sales_marks AFTER INSERT ON ledger.fuellings
    REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION ledger.mark_sales();

-- What a nozzle stood for may be put right afterwards: from the first moment of a row that is new, gone or another.
CREATE FUNCTION ledger.mark_nozzle() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.station_id, OLD.nozzle_id, OLD.valid_from, OLD.product)
        IS NOT DISTINCT FROM (NEW.station_id, NEW.nozzle_id, NEW.valid_from, NEW.product) THEN
        RETURN NULL;
    END IF;
    INSERT INTO ledger.sales_marks (station_id, day, onwards)
    SELECT station_id, greatest((valid_from AT TIME ZONE 'UTC' + interval '8 hours')::date, '1970-01-01'), true
    FROM (VALUES (OLD.station_id, OLD.valid_from), (NEW.station_id, NEW.valid_from)) AS r (station_id, valid_from)
    WHERE station_id IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER sales_marks AFTER INSERT OR UPDATE OR DELETE ON ledger.nozzles
    FOR EACH ROW EXECUTE FUNCTION ledger.mark_nozzle();

-- What was stored before there were marks. Every writer of facts has locked its station here.
INSERT INTO ledger.sales_marks (station_id, day, onwards) SELECT station_id, '1970-01-01', true FROM ledger.station_locks;
