-- Which days of a station got records after their end, and when they last did: the watch looks back as far as these
-- for a day (ledger.late_arrivals). Kept beside the marks of ledger.late_days, which a seal takes away.

CREATE TABLE ledger.late_arrivals (
    station_id text NOT NULL,
    day date NOT NULL,
    arrived_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station_id, day)
);
CREATE INDEX late_arrivals_time ON ledger.late_arrivals (arrived_at);
CALL ledger.protect('ledger.late_arrivals');
GRANT SELECT, INSERT, UPDATE ON ledger.late_arrivals TO youjian_intake;
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.late_arrivals TO youjian_bureau;

CREATE FUNCTION ledger.note_late_arrivals() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.late_arrivals AS known (station_id, day)
    SELECT DISTINCT station_id, day FROM marked ORDER BY station_id, day
    ON CONFLICT (station_id, day) DO UPDATE SET arrived_at = greatest(known.arrived_at, excluded.arrived_at);
    RETURN NULL;
END
$$;
CREATE TRIGGER late_arrivals AFTER INSERT ON ledger.late_days
    REFERENCING NEW TABLE AS marked FOR EACH STATEMENT EXECUTE FUNCTION ledger.note_late_arrivals();
