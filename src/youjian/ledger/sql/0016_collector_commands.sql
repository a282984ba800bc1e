-- What the office asks of a collector, and what became of it. The office lays a command down and takes it back only
-- while nobody has handed it out; the door hands it out and writes the collector's answer. The first answer stands.

CREATE TABLE ledger.collector_commands (
    id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    command_id text PRIMARY KEY CHECK (command_id ~ '^[A-Za-z0-9._-]{1,64}$'),
    collector_id text NOT NULL REFERENCES ledger.collectors,
    station_id text NOT NULL REFERENCES ledger.stations,
    name text NOT NULL CHECK (name <> ''),
    arguments jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(arguments) = 'object'),
    asked_by text NOT NULL,
    asked_by_name text NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    cancelled_at timestamptz,
    cancelled_by text,
    sent_at timestamptz,
    last_sent_at timestamptz,
    times_sent integer NOT NULL DEFAULT 0,
    status text CHECK (status IN ('done', 'refused', 'failed', 'expired')),
    result_at timestamptz,
    detail text,
    received_at timestamptz,
    CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL)),
    CHECK (cancelled_at IS NULL OR sent_at IS NULL),
    CHECK ((status IS NULL) = (received_at IS NULL) AND (status IS NULL) = (result_at IS NULL))
);
CREATE INDEX collector_commands_open ON ledger.collector_commands (expires_at, collector_id)
WHERE status IS NULL AND cancelled_at IS NULL;
CREATE INDEX collector_commands_collector ON ledger.collector_commands (collector_id, id);

CALL ledger.protect('ledger.collector_commands');

GRANT SELECT ON ledger.collector_commands TO youjian_intake, youjian_bureau;
GRANT INSERT (
    command_id, collector_id, station_id, name, arguments, asked_by, asked_by_name, reason, created_at, expires_at
) ON ledger.collector_commands TO youjian_bureau;
GRANT UPDATE (cancelled_at, cancelled_by) ON ledger.collector_commands TO youjian_bureau;
GRANT UPDATE (sent_at, last_sent_at, times_sent, status, result_at, detail, received_at) ON ledger.collector_commands
TO youjian_intake;

-- Whatever the grants of tomorrow say: what was taken back stays so, when it was first handed out and what was
-- answered are written once.
CREATE FUNCTION ledger.keep_command() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog
AS $$
BEGIN
    IF OLD.cancelled_at IS NOT NULL THEN
        RAISE EXCEPTION 'command % was taken back', OLD.command_id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status IS NOT NULL THEN
        RAISE EXCEPTION 'command % has its answer already', OLD.command_id USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.sent_at IS DISTINCT FROM NEW.sent_at AND OLD.sent_at IS NOT NULL THEN
        RAISE EXCEPTION 'command % was handed out already', OLD.command_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER kept BEFORE UPDATE ON ledger.collector_commands
FOR EACH ROW EXECUTE FUNCTION ledger.keep_command();
