-- Findings are appended, revision by revision. The queue says which the bureau has not yet turned into alerts.

CREATE TABLE ledger.findings (
    finding_id text NOT NULL,
    revision integer NOT NULL,
    status text NOT NULL,
    rule text NOT NULL,
    rule_set text NOT NULL,
    station_id text NOT NULL,
    subject text NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    detected_at timestamptz NOT NULL,
    severity text NOT NULL,
    estimate double precision,
    low double precision,
    high double precision,
    unit text NOT NULL,
    verdict text NOT NULL,
    message text NOT NULL,
    message_en text NOT NULL,
    facts_digest text NOT NULL,
    evidence text NOT NULL,
    PRIMARY KEY (finding_id, revision)
);
CREATE INDEX findings_rule ON ledger.findings (rule, detected_at);
CREATE INDEX findings_station ON ledger.findings (station_id, detected_at);

CREATE TABLE ledger.finding_queue (
    finding_id text NOT NULL,
    revision integer NOT NULL,
    PRIMARY KEY (finding_id, revision)
);

CALL ledger.protect('ledger.findings');
GRANT SELECT, INSERT ON ledger.findings TO youjian_intake, youjian_bureau;
GRANT SELECT, INSERT ON ledger.finding_queue TO youjian_intake;
GRANT SELECT, INSERT, DELETE ON ledger.finding_queue TO youjian_bureau;
