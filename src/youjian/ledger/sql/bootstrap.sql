-- Roles and schemas. Run before every migration, so everything here may run twice and side by side with
-- another database of the same cluster: roles belong to the cluster, not to this database.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['youjian_owner', 'youjian_intake', 'youjian_bureau'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another migration made it in this moment
            END;
        END IF;
        IF NOT pg_has_role(current_user, name, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', name);
        END IF;
    END LOOP;
    IF NOT has_database_privilege('youjian_owner', current_database(), 'CREATE') THEN
        EXECUTE format('GRANT CREATE ON DATABASE %I TO youjian_owner', current_database());
    END IF;
END
$$;
SET LOCAL ROLE youjian_owner;
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE SCHEMA IF NOT EXISTS bureau;
CREATE TABLE IF NOT EXISTS ledger.migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON ledger.migrations TO youjian_intake; -- a door says whether it knows this schema
RESET ROLE;
