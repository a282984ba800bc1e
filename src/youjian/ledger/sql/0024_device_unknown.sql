-- What is behind a collector that is not heard is not down by itself: nobody knows how it is. And a gauge that
-- says it is well while its readings stay away is not: `overdue` is set and cleared by the sweep, and a
-- heartbeat does not wake what is overdue.

ALTER TABLE ledger.device_states DROP CONSTRAINT device_states_status_check;
ALTER TABLE ledger.device_states ADD CONSTRAINT device_states_status_check
    CHECK (status IN ('new', 'up', 'late', 'down', 'maintenance', 'unknown'));
ALTER TABLE ledger.device_states ADD COLUMN overdue boolean NOT NULL DEFAULT false;
