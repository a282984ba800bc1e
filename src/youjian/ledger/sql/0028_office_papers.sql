-- Papers (deliveries, trips, invoices, declarations) that people enter or import in the office. They are facts like
-- those that collectors send: inserted, never changed; row-level security holds them to the writer's scope.

GRANT INSERT ON ledger.deliveries, ledger.declarations, ledger.invoices, ledger.trips TO youjian_bureau;
GRANT INSERT ON ledger.station_locks TO youjian_bureau;
