-- What a collector last said of itself: one row each, moved by boots and heartbeats, never by what it uploads.
-- sent_at is the Sent-At of the newest message that was taken in this epoch: one that is not newer is a captured
-- message sent again, whatever the collector's clock shows.

CREATE TABLE ledger.collector_states (
    collector_id text PRIMARY KEY,
    station_id text NOT NULL,
    epoch integer NOT NULL,
    sent_at timestamptz NOT NULL,
    heard_at timestamptz NOT NULL,
    firmware text NOT NULL,
    link text,
    signal_dbm double precision,
    iccid text,
    outbox_depth bigint NOT NULL,
    clock_offset_s double precision NOT NULL,
    last_record_at timestamptz,
    devices jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(devices) = 'object')
);
CREATE INDEX collector_states_station ON ledger.collector_states (station_id);

CALL ledger.protect('ledger.collector_states');

GRANT SELECT ON ledger.collector_states TO youjian_intake, youjian_bureau;
GRANT INSERT, UPDATE ON ledger.collector_states TO youjian_intake;
