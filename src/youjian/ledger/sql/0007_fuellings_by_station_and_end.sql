-- An index that starts with the key's first two columns was taken for the key itself while a table had no
-- statistics yet. The last fuellings of a station and those of a span of time are what is really asked for.
DROP INDEX ledger.fuellings_nozzle_end;
CREATE INDEX fuellings_station_end ON ledger.fuellings (station_id, ended_at);
