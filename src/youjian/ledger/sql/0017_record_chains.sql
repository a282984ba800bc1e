-- Where the chain of each device's records stands: the newest record that came, and what heartbeats have told of
-- records that did not come yet ({"number": "digest"}), which can no longer be changed unseen.

CREATE TABLE ledger.record_chains (
    collector_id text NOT NULL REFERENCES ledger.collectors,
    epoch integer NOT NULL,
    device text NOT NULL,
    no bigint,
    digest bytea,
    anchors jsonb NOT NULL DEFAULT '{}',
    broken_at timestamptz,
    PRIMARY KEY (collector_id, epoch, device),
    CHECK ((no IS NULL) = (digest IS NULL))
) WITH (fillfactor = 70);

ALTER TABLE ledger.record_chains ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake ON ledger.record_chains TO youjian_intake USING (true) WITH CHECK (true);
CREATE POLICY bureau ON ledger.record_chains TO youjian_bureau
    USING (EXISTS (SELECT FROM ledger.collectors AS c WHERE c.collector_id = record_chains.collector_id));
GRANT SELECT, INSERT, UPDATE ON ledger.record_chains TO youjian_intake;
GRANT SELECT ON ledger.record_chains TO youjian_bureau;
