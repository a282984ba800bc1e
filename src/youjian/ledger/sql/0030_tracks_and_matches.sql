-- Where tankers were and what their electronic locks told (bureau.transport), and which stations' papers have to be
-- matched again. Points have no station: who may see a trip sees its tanker between loading and unloading.

CREATE TABLE ledger.track_points (
    plate_no text NOT NULL,
    at timestamptz NOT NULL,
    longitude double precision NOT NULL,
    latitude double precision NOT NULL,
    speed_kmh double precision,
    PRIMARY KEY (plate_no, at)
);
CREATE INDEX track_points_at ON ledger.track_points USING brin (at);

CREATE TABLE ledger.lock_events (
    plate_no text NOT NULL,
    at timestamptz NOT NULL,
    lock_no text NOT NULL,
    code text NOT NULL,
    longitude double precision,
    latitude double precision,
    waybill_no text,
    detail text,
    PRIMARY KEY (plate_no, at, lock_no, code)
);
CREATE INDEX lock_events_at ON ledger.lock_events USING brin (at);
GRANT SELECT, INSERT ON ledger.track_points, ledger.lock_events TO youjian_bureau;

-- Tracks are kept for a time that the city sets; nobody deletes a younger one.
CREATE FUNCTION ledger.forget_tracks(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
    points bigint;
    events bigint;
BEGIN
    IF before > now() - interval '30 days' THEN
        RAISE EXCEPTION 'tracks of the last 30 days are kept';
    END IF;
    DELETE FROM ledger.track_points WHERE at < before;
    GET DIAGNOSTICS points = ROW_COUNT;
    DELETE FROM ledger.lock_events WHERE at < before;
    GET DIAGNOSTICS events = ROW_COUNT;
    RETURN points + events;
END
$$;
REVOKE EXECUTE ON FUNCTION ledger.forget_tracks(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.forget_tracks(timestamptz) TO youjian_bureau;

-- A mark for each transaction that stored a paper of a station or said something about one.
CREATE TABLE ledger.match_marks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id text NOT NULL
);
CREATE INDEX match_marks_station ON ledger.match_marks (station_id);
CALL ledger.protect('ledger.match_marks');
GRANT SELECT, INSERT ON ledger.match_marks TO youjian_intake;
GRANT SELECT, INSERT, DELETE ON ledger.match_marks TO youjian_bureau;

CREATE FUNCTION ledger.mark_match() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.match_marks (station_id) SELECT DISTINCT station_id FROM stored WHERE NOT test;
    RETURN NULL;
END
$$;
CREATE TRIGGER match_marks AFTER INSERT ON ledger.deliveries
    REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION ledger.mark_match();

CREATE FUNCTION ledger.mark_match_of_trip() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.match_marks (station_id) SELECT DISTINCT consignee_station_id FROM stored WHERE NOT test;
    RETURN NULL;
END
$$;
CREATE TRIGGER match_marks AFTER INSERT ON ledger.trips
    REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION ledger.mark_match_of_trip();

CREATE FUNCTION ledger.mark_match_of_finding() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    INSERT INTO ledger.match_marks (station_id)
    SELECT DISTINCT station_id FROM stored
    WHERE rule IN (
        'transport.unmatched', 'stock.delivery_variance', 'stock.document_without_rise', 'stock.unrecorded_delivery'
    );
    RETURN NULL;
END
$$;
CREATE TRIGGER match_marks AFTER INSERT ON ledger.findings
    REFERENCING NEW TABLE AS stored FOR EACH STATEMENT EXECUTE FUNCTION ledger.mark_match_of_finding();

-- What was stored before there were marks.
INSERT INTO ledger.match_marks (station_id) SELECT station_id FROM ledger.station_locks;
