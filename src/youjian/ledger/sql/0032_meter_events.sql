-- The city's list of what happened to meters is read newest first, without the many events that concern no meter.
CREATE INDEX device_events_of_meters ON ledger.device_events (at DESC) WHERE NOT test AND code IN (
    'board_id_changed', 'cover_opened', 'encoder_id_changed', 'maintenance_ended', 'maintenance_started',
    'meter_adjusted', 'nozzle_disabled', 'nozzle_enabled', 'seal_broken', 'self_lock', 'totalizer_reset'
);
