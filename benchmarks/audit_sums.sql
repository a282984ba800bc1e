-- What a bare scan of an audit folder sums, per tank (or station) and business day. Shanghai is 8 hours ahead.

SELECT station_id, tank_id, (epoch_us(ended_at) + 28800000000) // 86400000000 AS day,
       count(*), sum(volume_ml), sum(amount_fen), max(totalizer_ml)
FROM '{folder}/fuellings.parquet'
JOIN (SELECT station_id, nozzle_id, any_value(tank_id) AS tank_id FROM '{folder}/nozzles.parquet' GROUP BY ALL)
USING (station_id, nozzle_id) GROUP BY ALL;

SELECT station_id, tank_id, (epoch_us("at") + 28800000000) // 86400000000 AS day,
       count(*), sum(product_mm), sum(water_mm), sum(temp_c), sum(volume_l)
FROM '{folder}/tank_readings.parquet' GROUP BY ALL;

SELECT station_id, (epoch_us(ended_at) + 28800000000) // 86400000000 AS day,
       count(*), sum(fuel_ml), sum(vapour_ml), sum(ratio)
FROM '{folder}/vapour_fills.parquet' GROUP BY ALL;

SELECT station_id, (epoch_us("at") + 28800000000) // 86400000000 AS day,
       count(*), sum(clock_offset_s), sum(outbox_depth)
FROM '{folder}/heartbeats.parquet' GROUP BY ALL;

SELECT station_id, (epoch_us("at") + 28800000000) // 86400000000 AS day,
       count(*), sum(pressure_pa)
FROM '{folder}/pressure_readings.parquet' GROUP BY ALL;
