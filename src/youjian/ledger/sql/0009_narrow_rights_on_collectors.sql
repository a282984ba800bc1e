-- Whoever holds one role only can neither let a box in by himself nor forge what it signs: intake may not accept
-- a collector, the bureau may neither move a chain nor lay down a key.

REVOKE INSERT, UPDATE ON ledger.collectors, ledger.collector_keys FROM youjian_intake, youjian_bureau;
REVOKE UPDATE ON ledger.enrolment_codes FROM youjian_bureau;

GRANT INSERT (collector_id, station_id, epoch, firmware, enrolled_at) ON ledger.collectors TO youjian_intake;
GRANT UPDATE (station_id, epoch, firmware, enrolled_at, booted_at, last_batch_no, last_digest) ON ledger.collectors
TO youjian_intake;
GRANT INSERT ON ledger.collector_keys TO youjian_intake;
GRANT UPDATE (revoked_at) ON ledger.collector_keys TO youjian_intake, youjian_bureau;

GRANT INSERT (collector_id, station_id, epoch, state, firmware, enrolled_at) ON ledger.collectors TO youjian_bureau;
GRANT UPDATE (state) ON ledger.collectors TO youjian_bureau;
