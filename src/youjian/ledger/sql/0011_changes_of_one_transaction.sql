-- Changes of one transaction belong together: two hundred lines of an upload are one thing that happened. The start
-- of the transaction tells which they are, and where the whole of it stands in a station's life.

ALTER TABLE ledger.register_changes ADD COLUMN transaction_at timestamptz;
UPDATE ledger.register_changes SET transaction_at = at;
ALTER TABLE ledger.register_changes
    ALTER COLUMN transaction_at SET DEFAULT transaction_timestamp(),
    ALTER COLUMN transaction_at SET NOT NULL;
CREATE INDEX register_changes_transaction ON ledger.register_changes (station_id, transaction_at);

-- What else a station's timeline asks for, newest first.
CREATE INDEX device_events_at ON ledger.device_events (station_id, at);
CREATE INDEX successions_successor ON ledger.successions (successor);
