-- What the watch goes on from: who stored when, what each station was last judged at, and the tanks' last fit.

-- When somebody last took a station's turn to store records of it: nothing stored since, nothing new to judge.
ALTER TABLE ledger.station_locks ADD COLUMN stored_at timestamptz NOT NULL DEFAULT now();

-- The last tick at which each station was judged, and until when nothing can change by itself (null: unknown).
CREATE TABLE ledger.watched (
    station_id text PRIMARY KEY,
    tick timestamptz NOT NULL,
    quiet_until timestamptz,
    rule_set text NOT NULL
);
CALL ledger.protect('ledger.watched');
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.watched TO youjian_bureau;

-- The tanks' books as a night left them: the watch runs the accounts on from there.
CREATE TABLE ledger.fitted_books (
    station_id text NOT NULL,
    night timestamptz NOT NULL,
    rule_set text NOT NULL,
    facts_digest text NOT NULL, -- of the records that the night judged
    body bytea NOT NULL,
    PRIMARY KEY (station_id, night)
);
CALL ledger.protect('ledger.fitted_books');
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.fitted_books TO youjian_bureau;

-- Findings that a catch-up found: told once, and without the noise of what happens now.
ALTER TABLE ledger.finding_queue ADD COLUMN caught_up boolean NOT NULL DEFAULT false;
