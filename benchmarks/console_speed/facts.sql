-- What a city has on an ordinary afternoon beside its register: connections, levels, a week of sums, today's fuellings.
-- Everything follows from ids: two runs see the same city.
INSERT INTO ledger.device_states (station_id, device, status, last_seen, last_at, clock_offset_s, outbox_depth, firmware, link)
SELECT station_id, d.device, CASE WHEN hashtext(station_id) % 25 = 0 THEN 'down' WHEN hashtext(station_id) % 40 = 1 THEN 'late' ELSE 'up' END,
    now(), now(), 0.4, 0, '1.0', '4g'
FROM ledger.stations, LATERAL (
    SELECT 'collector' AS device UNION ALL SELECT 'tank:' || tank_id FROM ledger.tanks AS t WHERE t.station_id = stations.station_id
) AS d;

INSERT INTO ledger.device_flips (station_id, device, at, old_status, new_status, cause)
SELECT station_id, 'collector', now() - interval '40 days', 'new', 'up', 'heartbeat' FROM ledger.stations;

INSERT INTO ledger.tank_states (station_id, tank_id, at, product_mm, water_mm, temp_c, volume_l, received_at)
SELECT station_id, tank_id, now() - interval '1 minute' * (abs(hashtext(station_id)) % 15), 900 + abs(hashtext(station_id || tank_id)) % 1200, 6,
    18.5, capacity_l * (0.15 + (abs(hashtext(station_id || tank_id)) % 70) / 100.0), now()
FROM ledger.tanks WHERE hashtext(station_id || tank_id) % 30 <> 0;

INSERT INTO ledger.fuellings (station_id, nozzle_id, seq, started_at, ended_at, volume_ml, unit_price_fen, amount_fen, totalizer_ml, kind,
    source, received_at)
SELECT n.station_id, n.nozzle_id, 1000 + k, ended - interval '2 minutes', ended, 20000 + abs(hashtext(n.station_id || k)) % 30000, 756,
    22000, 2230000000 + k * 30000, 'sale', 'live', ended
FROM ledger.nozzles AS n, generate_series(1, 20) AS k,
    LATERAL (SELECT date_trunc('day', now() + interval '8 hours') - interval '8 hours'
        + (now() - (date_trunc('day', now() + interval '8 hours') - interval '8 hours')) * (k / 20.5) AS ended) AS t;

INSERT INTO ledger.nozzle_states (station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml, amount_fen, unit_price_fen, received_at)
SELECT DISTINCT ON (station_id, nozzle_id) station_id, nozzle_id, seq, totalizer_ml, ended_at, volume_ml, amount_fen, unit_price_fen, received_at
FROM ledger.fuellings ORDER BY station_id, nozzle_id, seq DESC;

INSERT INTO bureau.cockpit_daysales (station_id, day, product, volume_ml, amount_fen, fuellings)
SELECT station_id, (now() + interval '8 hours')::date - back, product, 3000000 + abs(hashtext(station_id || product)) % 4000000, 5000000, 120
FROM (SELECT DISTINCT station_id, product FROM ledger.tanks) AS sold, generate_series(0, 7) AS back;

DELETE FROM ledger.sales_marks;

ANALYZE
