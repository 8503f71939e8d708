-- The least that a server and the command line need. Only the owner of the tables can change the schema.
--
--   psql -X -v ON_ERROR_STOP=1 -f docs/roles.sql 'postgresql://owner@host/latchkey'
--
-- Run it as the role that owns the tables, which needs CREATEROLE the first time, after each 'latchkey db migrate':
-- it can be run any number of times, also under running servers. Then give each role a password, once:
--
--   psql 'postgresql://owner@host/latchkey' -c '\password latchkey_server' -c '\password latchkey_admin'
--
-- Administrators may have roles of their own: CREATE ROLE alice LOGIN IN ROLE latchkey_admin;
--
-- The tables are those that the owner's search_path finds. When they are not in the schema public, say so
-- ('postgresql://owner@host/latchkey?options=-csearch_path%3Didentity'); both roles then look there by themselves, and a
-- role of an administrator's own needs 'ALTER ROLE alice SET search_path = identity' too.
--
-- What a stolen password of each role is good for is a table in docs/security.md.
\set ON_ERROR_STOP on

BEGIN;

DO $$
DECLARE
    target text := (SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass('flyway_schema_history'));
    version integer;
BEGIN
    IF target IS NULL OR to_regclass('audit_log') IS NULL THEN
        RAISE EXCEPTION 'There are no tables of Latchkey in the search path (%): run ''latchkey db migrate'' first, or name '
            'the schema that they are in, by ?options=-csearch_path%%3DNAME at the end of the URL.',
            current_setting('search_path');
    END IF;
    SELECT max(f.version::integer) INTO version FROM flyway_schema_history f WHERE f.success;
    IF version < 16 THEN
        RAISE EXCEPTION 'The schema is at version %, this file is for 16 or later: run ''latchkey db migrate'' first.', version;
    END IF;
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
    IF to_regnamespace('public') IS NOT NULL THEN
        REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    END IF;
    IF target <> 'public' THEN
        EXECUTE format('REVOKE CREATE ON SCHEMA %s FROM PUBLIC', target);
        EXECUTE format('ALTER ROLE latchkey_server IN DATABASE %I SET search_path = %s', current_database(), target);
        EXECUTE format('ALTER ROLE latchkey_admin IN DATABASE %I SET search_path = %s', current_database(), target);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %s TO latchkey_server, latchkey_admin', target);

    -- What an earlier version of this file granted, and this one does not.
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %s FROM latchkey_server, latchkey_admin', target);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %s FROM latchkey_server, latchkey_admin', target);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA %s FROM latchkey_server, latchkey_admin', target);
END
$$;

-- Both look whether the schema is the one they are written for, keep the partitions of tokens, rotate keys, and forget what
-- has ended. These functions run with the rights of the owner: the first two are all the DDL there is.
GRANT SELECT ON flyway_schema_history, token_partitions, directory_version TO latchkey_server, latchkey_admin;
GRANT EXECUTE ON FUNCTION tokens_extend(interval, interval), tokens_drop_ended(), client_secrets_purge(),
    audit_log_purge(interval, integer) TO latchkey_server, latchkey_admin;
GRANT SELECT, DELETE ON signing_keys TO latchkey_server, latchkey_admin;
GRANT INSERT (id, algorithm, public_key, sealed_key, active_from),
    UPDATE (active_until, published_until) ON signing_keys TO latchkey_server, latchkey_admin;
GRANT SELECT, DELETE ON revoked_access_tokens, revoked_statuses, status_lists TO latchkey_server, latchkey_admin;
-- Nobody rewrites the log. Its ids, its times and the role that wrote are the database's to say.
GRANT INSERT (actor, action, target_id, target_name, reason, details, actor_claimed, os_uid) ON audit_log
    TO latchkey_server, latchkey_admin;

-- The server registers people and changes their passwords; whom to disable and what to allow is not its to say.
GRANT SELECT, INSERT (id, username, email, full_name, password_hash, password_changed_at, scopes),
    UPDATE (email, full_name, password_hash, password_changed_at, updated_at) ON users TO latchkey_server;
-- A column, because the right to change one is what it takes to lock a row against changes (SELECT … FOR SHARE).
GRANT SELECT, UPDATE (updated_at) ON clients TO latchkey_server;
GRANT SELECT ON client_secrets TO latchkey_server;
-- What was granted, to whom and until when is said once, when a sign-in begins. A trigger refuses a status index in place of
-- another.
GRANT SELECT, INSERT (id, user_id, client_id, grant_type, scope, idle_until, expires_at, address, user_agent),
    UPDATE (generation, refreshed_at, idle_until, status_index, revoked_at, revoked_reason) ON tokens TO latchkey_server;
-- A trigger refuses an earlier end.
GRANT INSERT (jti, expires_at), UPDATE (expires_at) ON revoked_access_tokens TO latchkey_server;
GRANT SELECT, USAGE ON SEQUENCE token_status_index TO latchkey_server;
GRANT INSERT (list, seed) ON status_lists TO latchkey_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limits, sign_in_failures, audit_counts TO latchkey_server;
-- Those that have ended; a trigger refuses the others.
GRANT SELECT, DELETE ON bans TO latchkey_server;

-- An administrator ends sign-ins and begins none, revokes keys and seals them again.
GRANT SELECT, INSERT, UPDATE, DELETE ON users, clients, client_secrets, bans TO latchkey_admin;
GRANT SELECT, UPDATE (revoked_at, revoked_reason) ON tokens TO latchkey_admin;
GRANT UPDATE (active_from, revoked_at, sealed_key) ON signing_keys TO latchkey_admin;
GRANT USAGE ON SEQUENCE token_status_index TO latchkey_admin;
-- To change them too, because that is what it takes to lock rows that are about to go.
GRANT SELECT, UPDATE, DELETE ON rate_limits, sign_in_failures, audit_counts TO latchkey_admin;
GRANT SELECT ON audit_log TO latchkey_admin;

COMMIT;
