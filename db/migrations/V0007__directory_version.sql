-- Servers keep clients and keys in memory. This counter changes with every change to those, so that a server can see
-- that its copy is old; the notification tells it at once, the counter tells it also when a notification was lost.

CREATE TABLE directory_version (
    only_row boolean PRIMARY KEY DEFAULT true,
    version  bigint  NOT NULL,

    CONSTRAINT directory_version_one_row CHECK (only_row)
);

INSERT INTO directory_version (version) VALUES (1);

-- A trigger, so that nobody can change a client and forget to tell: not the command line, not psql.
CREATE FUNCTION directory_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    UPDATE directory_version SET version = version + 1;
    NOTIFY latchkey_directory;
    RETURN NULL;
END
$$;

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION directory_changed() SET search_path = %I, pg_temp', current_schema());
END
$$;

CREATE TRIGGER clients_changed AFTER INSERT OR UPDATE OR DELETE ON clients
    FOR EACH STATEMENT EXECUTE FUNCTION directory_changed();
CREATE TRIGGER client_secrets_changed AFTER INSERT OR UPDATE OR DELETE ON client_secrets
    FOR EACH STATEMENT EXECUTE FUNCTION directory_changed();
CREATE TRIGGER signing_keys_changed AFTER INSERT OR UPDATE OR DELETE ON signing_keys
    FOR EACH STATEMENT EXECUTE FUNCTION directory_changed();
