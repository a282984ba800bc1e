-- What lists of the register ask for.

-- One row a chart: its versions are found by hopping from one to the next in the key's index, not by reading lines.
CREATE VIEW ledger.tank_chart_versions WITH (security_invoker = true) AS
SELECT t.station_id, t.tank_id, t.product, v.valid_from, v.valid_until,
    (SELECT count(*) FROM ledger.tank_charts AS c
     WHERE c.station_id = t.station_id AND c.tank_id = t.tank_id AND c.valid_from = v.valid_from) AS lines,
    (SELECT max(c.height_mm) FROM ledger.tank_charts AS c
     WHERE c.station_id = t.station_id AND c.tank_id = t.tank_id AND c.valid_from = v.valid_from) AS height_mm,
    (SELECT max(c.volume_l) FROM ledger.tank_charts AS c
     WHERE c.station_id = t.station_id AND c.tank_id = t.tank_id AND c.valid_from = v.valid_from) AS volume_l
FROM ledger.tanks AS t
CROSS JOIN LATERAL (
    WITH RECURSIVE version (valid_from, valid_until) AS (
        SELECT first.valid_from, next.valid_from FROM (
            SELECT min(c.valid_from) AS valid_from FROM ledger.tank_charts AS c
            WHERE c.station_id = t.station_id AND c.tank_id = t.tank_id
        ) AS first
        CROSS JOIN LATERAL (
            SELECT min(c.valid_from) AS valid_from FROM ledger.tank_charts AS c
            WHERE c.station_id = t.station_id AND c.tank_id = t.tank_id AND c.valid_from > first.valid_from
        ) AS next
        WHERE first.valid_from IS NOT NULL
        UNION ALL
        SELECT version.valid_until, (
            SELECT min(c.valid_from) FROM ledger.tank_charts AS c
            WHERE c.station_id = t.station_id AND c.tank_id = t.tank_id AND c.valid_from > version.valid_until
        ) FROM version WHERE version.valid_until IS NOT NULL
    )
    SELECT * FROM version
) AS v;
GRANT SELECT ON ledger.tank_chart_versions TO youjian_bureau;

-- Companies count their stations, and a station's credit code leads to them.
CREATE INDEX stations_company ON ledger.stations (uscc);

-- Numbers of documents are searched from their beginning. Row-level security lets only comparisons that leak
-- nothing use an index: a range under the bytes' collation is one, LIKE is not.
CREATE INDEX deliveries_number ON ledger.deliveries (delivery_id COLLATE "C");
CREATE INDEX deliveries_waybill ON ledger.deliveries (waybill_no COLLATE "C") WHERE waybill_no IS NOT NULL;
CREATE INDEX trips_number ON ledger.trips (waybill_no COLLATE "C");
