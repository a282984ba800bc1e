-- The city's rule sets: which parameters of rules it sets otherwise than the platform, from which day on. A set that was
-- taken is never changed: findings name it.

CREATE TABLE ledger.rule_sets (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text NOT NULL UNIQUE,
    base text NOT NULL,
    effective_from date NOT NULL,
    overrides jsonb NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT ON ledger.rule_sets TO youjian_intake, youjian_bureau;
GRANT INSERT ON ledger.rule_sets TO youjian_bureau;
