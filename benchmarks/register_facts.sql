-- What a city of that size has after some months beside its register: connections, alerts, documents, refusals.
INSERT INTO ledger.device_states (station_id, device, status, last_seen)
SELECT station_id, 'collector', CASE WHEN random() < 0.9 THEN 'up' ELSE 'down' END, now() FROM ledger.stations;

INSERT INTO bureau.alerts_alert (finding_id, revision, finding_status, station_id, rule, subject, severity, verdict,
    colour, rank, status, message, message_en, estimate, low, high, unit, started_at, detected_at, opened_at,
    closed_at, outcome, reason)
SELECT md5(station_id || n), 1, 'ended', station_id, 'fuelling.totalizer_gap', 'nozzle:' || n, 'alarm', 'discrepancy',
    CASE WHEN n = 1 THEN 'red' ELSE 'yellow' END, CASE WHEN n = 1 THEN 4 ELSE 2 END,
    CASE WHEN n <= 2 THEN 'open' ELSE 'closed' END, '累计泵码与加油记录相差12.00升。', 'The totalizer is 12.00 L apart.',
    12000, 12000, 12000, 'ml', at, at, at, CASE WHEN n > 2 THEN at END, CASE WHEN n > 2 THEN 'explained' ELSE '' END,
    CASE WHEN n > 2 THEN '已核实' ELSE '' END
FROM ledger.stations, generate_series(1, 10) AS n,
    LATERAL (SELECT now() - n * interval '9 days' - random() * interval '1 day' + (station_id || '') :: bigint % 7 * interval '1 h' AS at) AS t;

INSERT INTO ledger.deliveries (station_id, delivery_id, product, delivered_at, documented_volume_ml, reference,
    density20_kg_m3, temp_c, waybill_no, received_at)
SELECT station_id, 'JY' || station_id || '-' || n, '92', now() - n * interval '1 day', 20000000, 'm3', 735, 15,
    'YD' || station_id || lpad(n::text, 4, '0'), now()
FROM ledger.stations, generate_series(1, 100) AS n;

INSERT INTO ledger.trips (waybill_no, consignee_station_id, plate_no, product, loaded_ml, loaded_at, loading_place,
    received_at)
SELECT waybill_no, station_id, '豫A12345', product, documented_volume_ml, delivered_at, '油库', received_at
FROM ledger.deliveries;

INSERT INTO ledger.quarantine (received_at, station_id, door, table_name, record_index, reason, detail, raw)
SELECT now(), station_id, 'station', 'fuellings', 0, 'invalid', 'volume_ml', '{"seq": 1}'
FROM ledger.stations, generate_series(1, 5);

INSERT INTO ledger.door_journal (at, door, peer, station_id, kind, detail)
SELECT now(), 'station', '10.0.0.1', station_id, 'refused', 'wrong signature'
FROM ledger.stations, generate_series(1, 10);

ANALYZE
