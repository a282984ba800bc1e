-- The index of the sealed station-days (日数据固化) in the archive, days that got records after their end, and the
-- index of the anchors in the second place.

CREATE TABLE ledger.day_seals (
    station_id text NOT NULL,
    day date NOT NULL,
    revision integer NOT NULL,
    number bigint NOT NULL, -- of the station's chain, from 1
    reason text NOT NULL CHECK (reason IN ('complete', 'aged', 'late', 'thinned')),
    sealed_at timestamptz NOT NULL,
    seal text NOT NULL,
    previous text NOT NULL,
    merkle_root text NOT NULL,
    registry text NOT NULL,
    rows jsonb NOT NULL, -- by table; a table without rows is not named
    anchor bigint, -- the first anchor that holds it
    PRIMARY KEY (station_id, day, revision),
    UNIQUE (station_id, number)
);
CREATE INDEX day_seals_unanchored ON ledger.day_seals (station_id, number) WHERE anchor IS NULL;
CREATE INDEX day_seals_newest ON ledger.day_seals (day, station_id);
CALL ledger.protect('ledger.day_seals');
GRANT SELECT, INSERT, UPDATE (anchor) ON ledger.day_seals TO youjian_bureau;
GRANT SELECT ON ledger.day_seals TO youjian_intake;

-- A mark for each transaction that stored records of a day that was over. Marks are only appended and deleted by
-- their number: a mark that a running transaction leaves is never taken away by a seal that did not see its records.
CREATE TABLE ledger.late_days (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id text NOT NULL,
    day date NOT NULL
);
CREATE INDEX late_days_station ON ledger.late_days (station_id, day);
CALL ledger.protect('ledger.late_days');
GRANT SELECT, INSERT ON ledger.late_days TO youjian_intake;
GRANT SELECT, INSERT, DELETE ON ledger.late_days TO youjian_bureau;

-- Documents that came before days were sealed, to the last: devices' days are found by themselves.
INSERT INTO ledger.late_days (station_id, day)
SELECT station_id, (delivered_at AT TIME ZONE 'UTC' + interval '8 hours')::date FROM ledger.deliveries WHERE NOT test
UNION SELECT station_id, (filed_at AT TIME ZONE 'UTC' + interval '8 hours')::date FROM ledger.declarations WHERE NOT test
UNION SELECT station_id, issued_on FROM ledger.invoices WHERE NOT test
UNION SELECT consignee_station_id, (coalesce(unloaded_at, received_at) AT TIME ZONE 'UTC' + interval '8 hours')::date
FROM ledger.trips WHERE NOT test;

-- From a station's first day with a device's record on, every day through `through` has a seal.
CREATE TABLE ledger.sealed_through (
    station_id text PRIMARY KEY,
    first_day date NOT NULL,
    through date NOT NULL
);
CALL ledger.protect('ledger.sealed_through');
GRANT SELECT, INSERT, UPDATE ON ledger.sealed_through TO youjian_bureau;

-- What could not be sealed and why; gone when it could.
CREATE TABLE ledger.sealing_failures (
    station_id text PRIMARY KEY,
    day date NOT NULL,
    since timestamptz NOT NULL,
    at timestamptz NOT NULL,
    error text NOT NULL
);
CALL ledger.protect('ledger.sealing_failures');
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.sealing_failures TO youjian_bureau;

-- Who seals waits for the writers of a station, as they wait for one another.
GRANT SELECT, UPDATE ON ledger.station_locks TO youjian_bureau;

CREATE TABLE ledger.anchors (
    number bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    digest text NOT NULL, -- of the anchor's file
    previous text NOT NULL,
    root text NOT NULL,
    algorithm text NOT NULL,
    key_id text NOT NULL,
    heads jsonb NOT NULL, -- by station, those that changed: number, seal, day, revision
    extra jsonb NOT NULL
);
CREATE INDEX anchors_heads ON ledger.anchors USING gin (heads);
CREATE INDEX anchors_at ON ledger.anchors (at);
GRANT SELECT, INSERT ON ledger.anchors TO youjian_bureau;
