-- Corrections are few: asking whether a fuelling has one looks into an index that holds nothing else.

CREATE INDEX fuellings_corrections ON ledger.fuellings (station_id, nozzle_id, seq) WHERE version > 1;

CREATE OR REPLACE VIEW ledger.fuellings_current WITH (security_invoker = true) AS
SELECT f.* FROM ledger.fuellings AS f
WHERE NOT EXISTS (
    SELECT FROM ledger.fuellings AS later
    WHERE later.station_id = f.station_id AND later.nozzle_id = f.nozzle_id AND later.seq = f.seq
        AND later.version > f.version AND later.version > 1
);
