-- The register: tables of the data contract first (same names, same columns), then the platform's own.

CREATE TABLE ledger.stations (
    station_id text PRIMARY KEY CHECK (station_id ~ '^[0-9]{10}$'),
    name text NOT NULL,
    region_code text NOT NULL,
    ownership text NOT NULL,
    controlling_group text,
    operating_mode text,
    uscc text NOT NULL,
    licence_no text NOT NULL,
    licence_valid_until date,
    licence_renewal_applied_on date,
    vapour_monitoring boolean NOT NULL,
    longitude double precision NOT NULL,
    latitude double precision NOT NULL,
    status text NOT NULL CHECK (status IN ('operating', 'suspended', 'closed')),
    opened_on date NOT NULL
);
CREATE INDEX stations_region ON ledger.stations (region_code);

CREATE TABLE ledger.tanks (
    station_id text NOT NULL REFERENCES ledger.stations,
    tank_id smallint NOT NULL,
    product text NOT NULL,
    capacity_l double precision NOT NULL,
    safe_fill_l double precision NOT NULL,
    diameter_mm double precision NOT NULL,
    manifold text,
    density20_kg_m3 double precision NOT NULL,
    PRIMARY KEY (station_id, tank_id)
);

CREATE TABLE ledger.tank_charts (
    station_id text NOT NULL,
    tank_id smallint NOT NULL,
    valid_from timestamptz NOT NULL,
    height_mm double precision NOT NULL,
    volume_l double precision NOT NULL,
    PRIMARY KEY (station_id, tank_id, valid_from, height_mm),
    FOREIGN KEY (station_id, tank_id) REFERENCES ledger.tanks
);

-- valid_from may be null ("always"), so the key is a unique constraint that takes null for a value.
CREATE TABLE ledger.nozzles (
    station_id text NOT NULL,
    nozzle_id smallint NOT NULL,
    valid_from timestamptz,
    dispenser_id smallint NOT NULL,
    tank_id smallint NOT NULL,
    product text NOT NULL,
    UNIQUE NULLS NOT DISTINCT (station_id, nozzle_id, valid_from),
    FOREIGN KEY (station_id, tank_id) REFERENCES ledger.tanks
);

CREATE TABLE ledger.verifications (
    station_id text NOT NULL REFERENCES ledger.stations,
    nozzle_id smallint NOT NULL,
    verified_on date NOT NULL,
    certificate_no text NOT NULL,
    renewal_applied_on date,
    result text NOT NULL CHECK (result IN ('pass', 'fail')),
    error_pct double precision,
    repeatability_pct double precision,
    valid_until date NOT NULL,
    PRIMARY KEY (station_id, nozzle_id, verified_on, certificate_no)
);

CREATE TABLE ledger.seals (
    station_id text NOT NULL REFERENCES ledger.stations,
    dispenser_id smallint NOT NULL,
    position text NOT NULL,
    seal_no text NOT NULL,
    applied_on date NOT NULL,
    removed_on date,
    removed_reason text,
    PRIMARY KEY (station_id, dispenser_id, position, seal_no)
);

CREATE TABLE ledger.price_caps (
    region_code text NOT NULL,
    product text NOT NULL,
    effective_from timestamptz NOT NULL,
    max_price_fen integer NOT NULL,
    PRIMARY KEY (region_code, product, effective_from)
);

CREATE TABLE ledger.maintenance (
    station_id text NOT NULL REFERENCES ledger.stations,
    device text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    reason text NOT NULL,
    approved_by text NOT NULL,
    PRIMARY KEY (station_id, device, starts_at)
);

CREATE TABLE ledger.regions (
    region_code text PRIMARY KEY CHECK (region_code ~ '^[0-9]{2,12}$'),
    name text NOT NULL,
    parent_code text,
    level text NOT NULL,
    valid_from date,
    valid_until date
);

CREATE TABLE ledger.companies (
    uscc text PRIMARY KEY,
    name text NOT NULL
);

-- A collector's chain: the number and digest of the last batch that was acknowledged in this epoch.
CREATE TABLE ledger.collectors (
    collector_id text PRIMARY KEY,
    station_id text NOT NULL REFERENCES ledger.stations,
    epoch integer NOT NULL CHECK (epoch >= 1),
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'refused')),
    last_batch_no bigint NOT NULL DEFAULT 0,
    last_digest bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (length(last_digest) = 32),
    firmware text,
    enrolled_at timestamptz NOT NULL,
    booted_at timestamptz
);
CREATE INDEX collectors_station ON ledger.collectors (station_id);

CREATE TABLE ledger.collector_keys (
    collector_id text NOT NULL REFERENCES ledger.collectors,
    key_id text NOT NULL,
    algorithm text NOT NULL CHECK (algorithm IN ('ed25519', 'sm2')),
    public_key bytea NOT NULL,
    valid_from timestamptz NOT NULL,
    revoked_at timestamptz,
    PRIMARY KEY (collector_id, key_id)
);

-- The code itself is shown once and never stored.
CREATE TABLE ledger.enrolment_codes (
    code_digest bytea PRIMARY KEY CHECK (length(code_digest) = 32),
    station_id text NOT NULL REFERENCES ledger.stations,
    collector_id text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);

CREATE TABLE ledger.vapour_monitors (
    mn text PRIMARY KEY,
    station_id text NOT NULL REFERENCES ledger.stations,
    password text NOT NULL,
    family text NOT NULL
);

CALL ledger.protect('ledger.stations');
CALL ledger.protect('ledger.tanks');
CALL ledger.protect('ledger.tank_charts');
CALL ledger.protect('ledger.nozzles');
CALL ledger.protect('ledger.verifications');
CALL ledger.protect('ledger.seals');
CALL ledger.protect('ledger.maintenance');
CALL ledger.protect('ledger.collectors');
CALL ledger.protect('ledger.enrolment_codes');
CALL ledger.protect('ledger.vapour_monitors');

ALTER TABLE ledger.collector_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake ON ledger.collector_keys TO youjian_intake USING (true) WITH CHECK (true);
CREATE POLICY bureau ON ledger.collector_keys TO youjian_bureau
    USING (EXISTS (SELECT FROM ledger.collectors AS c WHERE c.collector_id = collector_keys.collector_id));

GRANT SELECT ON
    ledger.stations, ledger.tanks, ledger.tank_charts, ledger.nozzles, ledger.verifications, ledger.seals,
    ledger.price_caps, ledger.maintenance, ledger.regions, ledger.companies, ledger.collectors,
    ledger.collector_keys, ledger.enrolment_codes, ledger.vapour_monitors
TO youjian_intake, youjian_bureau;
GRANT INSERT, UPDATE, DELETE ON
    ledger.stations, ledger.tanks, ledger.tank_charts, ledger.nozzles, ledger.verifications, ledger.seals,
    ledger.price_caps, ledger.maintenance, ledger.regions, ledger.companies, ledger.vapour_monitors
TO youjian_bureau;
GRANT INSERT, UPDATE ON ledger.collectors, ledger.collector_keys, ledger.enrolment_codes TO youjian_bureau;
GRANT INSERT, UPDATE ON ledger.collectors, ledger.collector_keys TO youjian_intake;
GRANT UPDATE (used_at) ON ledger.enrolment_codes TO youjian_intake;
