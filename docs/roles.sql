-- The least that a server and the command line need. Nobody but the owner of the tables can change the schema.
--
--   psql -X -v ON_ERROR_STOP=1 -f docs/roles.sql 'postgresql://owner@host/latchkey'
--
-- Run it as the role that owns the tables, which needs CREATEROLE the first time, after each 'latchkey db migrate':
-- it can be run any number of times, also under running servers. Then give each role a password, once:
--
--   psql 'postgresql://owner@host/latchkey' -c '\password latchkey_server' -c '\password latchkey_admin'
--
-- Administrators may have roles of their own: CREATE ROLE alice LOGIN IN ROLE latchkey_admin;

BEGIN;

DO $$
BEGIN
    -- Roles are shared by all databases of a PostgreSQL, so they may be there already.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'latchkey_server') THEN
        CREATE ROLE latchkey_server LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'latchkey_admin') THEN
        CREATE ROLE latchkey_admin LOGIN;
    END IF;
    -- Anybody may make tables in public before PostgreSQL 15, and temporary ones in every version.
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO latchkey_server, latchkey_admin', current_database());
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO latchkey_server, latchkey_admin;

-- What an earlier version of this file granted, and this one does not.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM latchkey_server, latchkey_admin;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM latchkey_server, latchkey_admin;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM latchkey_server, latchkey_admin;

-- Both look whether the schema is the one they are written for, keep the partitions of tokens, and rotate keys.
-- tokens_extend and tokens_drop_ended run with the rights of the owner: they are all the DDL there is.
GRANT SELECT ON flyway_schema_history, token_partitions, directory_version TO latchkey_server, latchkey_admin;
GRANT EXECUTE ON FUNCTION tokens_extend(interval, interval), tokens_drop_ended() TO latchkey_server, latchkey_admin;
GRANT SELECT, INSERT, UPDATE, DELETE ON signing_keys TO latchkey_server, latchkey_admin;
GRANT SELECT, DELETE ON revoked_access_tokens TO latchkey_server, latchkey_admin;
-- Nobody rewrites the log.
GRANT INSERT ON audit_log TO latchkey_server, latchkey_admin;

-- The server registers people and changes their passwords; whom to disable and what to allow is not its to say.
GRANT SELECT, INSERT ON users TO latchkey_server;
GRANT UPDATE (email, full_name, password_hash, password_changed_at, updated_at) ON users TO latchkey_server;
-- A column, because the right to change one is what it takes to lock a row against changes (SELECT … FOR SHARE).
GRANT UPDATE (updated_at) ON clients TO latchkey_server;
GRANT SELECT ON clients, client_secrets TO latchkey_server;
GRANT SELECT, INSERT, UPDATE ON tokens TO latchkey_server;
GRANT INSERT ON revoked_access_tokens TO latchkey_server;
GRANT SELECT, USAGE ON SEQUENCE token_status_index TO latchkey_server;
GRANT SELECT, INSERT, DELETE ON status_lists TO latchkey_server;
GRANT SELECT, DELETE ON revoked_statuses TO latchkey_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limits, sign_in_failures TO latchkey_server;
GRANT SELECT, DELETE ON bans TO latchkey_server;

-- An administrator ends sign-ins and begins none.
GRANT SELECT, INSERT, UPDATE, DELETE ON users, clients, client_secrets, bans TO latchkey_admin;
GRANT SELECT, UPDATE ON tokens TO latchkey_admin;
GRANT USAGE ON SEQUENCE token_status_index TO latchkey_admin;
-- To change them too, because that is what it takes to lock rows that are about to go.
GRANT SELECT, UPDATE, DELETE ON rate_limits, sign_in_failures TO latchkey_admin;
GRANT SELECT ON audit_log TO latchkey_admin;

COMMIT;
