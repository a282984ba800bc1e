-- Quarantine: who settled a record that was set aside, and what became of it. The office asks for a replay, intake
-- carries it out: only intake may store facts.

ALTER TABLE ledger.quarantine
    ADD COLUMN asked_at timestamptz,
    ADD COLUMN asked_by text,
    ADD COLUMN note text,
    ADD COLUMN tried_at timestamptz,
    ADD COLUMN tried text, -- why the last replay was refused; null when it was not
    ADD COLUMN settled_at timestamptz;
ALTER TABLE ledger.quarantine DROP CONSTRAINT quarantine_status_check;
ALTER TABLE ledger.quarantine ADD CONSTRAINT quarantine_status_check
    CHECK (status IN ('held', 'asked', 'replayed', 'discarded')) NOT VALID;
ALTER TABLE ledger.quarantine VALIDATE CONSTRAINT quarantine_status_check;
CREATE INDEX quarantine_asked ON ledger.quarantine (id) WHERE status = 'asked';

GRANT UPDATE (status, asked_at, asked_by, note, settled_at) ON ledger.quarantine TO youjian_bureau;
GRANT UPDATE (status, tried_at, tried, settled_at) ON ledger.quarantine TO youjian_intake;
