-- Records refused because another content of the same key stands: what record.conflict is judged from.
-- The refused record as it was sent lies in quarantine.

CREATE TABLE ledger.conflicts (
    station_id text NOT NULL,
    "table" text NOT NULL,
    key text NOT NULL,
    received_at timestamptz NOT NULL,
    subject text NOT NULL,
    at timestamptz NOT NULL,
    kept text NOT NULL,
    refused text NOT NULL
);
CREATE INDEX conflicts_station ON ledger.conflicts (station_id, received_at);
CALL ledger.protect('ledger.conflicts');
GRANT SELECT, INSERT ON ledger.conflicts TO youjian_intake;
GRANT SELECT ON ledger.conflicts TO youjian_bureau;
