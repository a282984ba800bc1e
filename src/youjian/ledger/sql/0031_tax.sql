-- The tax function of nozzles as the tax desk reads it, and every day of sales summed once more so that the prices
-- seen on it are kept (bureau.pricing goes by the same marks).

CREATE VIEW ledger.nozzle_chips WITH (security_invoker = true) AS
SELECT n.station_id, n.nozzle_id, n.dispenser_id, n.product, s.uscc, t.initialised, t.chip_taxpayer, t.factory_no,
    t.read_at, changed.at AS changed_at, coalesce(changed.states, 0) AS states,
    CASE WHEN t.read_at IS NULL THEN 'none' WHEN t.initialised THEN 'ready' ELSE 'blank' END AS state
FROM (
    SELECT DISTINCT ON (station_id, nozzle_id) station_id, nozzle_id, dispenser_id, product
    FROM ledger.nozzles WHERE valid_from IS NULL OR valid_from <= now()
    ORDER BY station_id, nozzle_id, valid_from DESC NULLS LAST
) AS n
JOIN ledger.stations AS s ON s.station_id = n.station_id AND s.status <> 'closed'
LEFT JOIN LATERAL (
    SELECT initialised, chip_taxpayer, factory_no, read_at FROM ledger.tax_states AS t
    WHERE t.station_id = n.station_id AND t.nozzle_id = n.nozzle_id AND NOT t.test
    ORDER BY t.read_at DESC LIMIT 1
) AS t ON true
LEFT JOIN LATERAL (
    SELECT min(w.read_at) FILTER (WHERE w.turn = w.turns) AS at, count(*) AS states
    FROM (
        SELECT c.read_at, c.turn, max(c.turn) OVER () AS turns
        FROM (
            SELECT o.read_at, sum(o.step) OVER (ORDER BY o.read_at) AS turn
            FROM (
                SELECT x.read_at, ((x.initialised, x.chip_taxpayer, x.factory_no) IS DISTINCT FROM
                    lag((x.initialised, x.chip_taxpayer, x.factory_no)) OVER (ORDER BY x.read_at))::integer AS step
                FROM ledger.tax_states AS x
                WHERE x.station_id = n.station_id AND x.nozzle_id = n.nozzle_id AND NOT x.test
            ) AS o
        ) AS c
    ) AS w
) AS changed ON true;

CREATE VIEW ledger.chip_findings WITH (security_invoker = true) AS
SELECT DISTINCT ON (finding_id) finding_id, revision, status, station_id, subject, started_at, ended_at, detected_at,
    verdict, message, message_en
FROM ledger.findings WHERE rule = 'dispenser.tax_state'
ORDER BY finding_id, revision DESC;

GRANT SELECT ON ledger.nozzle_chips, ledger.chip_findings TO youjian_bureau;

INSERT INTO ledger.sales_marks (station_id, day, onwards) SELECT station_id, '1970-01-01', true FROM ledger.station_locks;
