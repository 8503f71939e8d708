-- The minimal rights that a server and the command line program need. Only the owner of the tables can change the schema.
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
-- The tables are those that the owner's search_path finds. If they are not in the schema public, name the schema
-- ('postgresql://owner@host/latchkey?options=-csearch_path%3Didentity'). Both roles then find it without a setting. An
-- administrator's own role needs 'ALTER ROLE alice SET search_path = identity' too.
--
-- docs/security.md says what an attacker can do with the password of each role.
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
    IF version < 38 THEN
        RAISE EXCEPTION 'The schema is at version %, this file is for 38 or later: run ''latchkey db migrate'' first.', version;
    END IF;
    -- All databases of a PostgreSQL share the roles, so they may exist already.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'latchkey_server') THEN
        CREATE ROLE latchkey_server LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'latchkey_admin') THEN
        CREATE ROLE latchkey_admin LOGIN;
    END IF;
    -- By default every role may create tables in public (before PostgreSQL 15), and temporary tables in every version.
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

    -- Removes rights that an earlier version of this file granted.
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %s FROM latchkey_server, latchkey_admin', target);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %s FROM latchkey_server, latchkey_admin', target);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA %s FROM latchkey_server, latchkey_admin', target);
END
$$;

-- Both roles check the version of the schema, maintain the partitions of tokens, rotate keys, and delete what has ended.
-- These functions run with the rights of the owner. The first two are the only DDL that the roles can run.
GRANT SELECT ON flyway_schema_history, token_partitions, directory_version, document_clients_version TO latchkey_server, latchkey_admin;
GRANT EXECUTE ON FUNCTION tokens_extend(interval, interval), tokens_drop_ended(), client_secrets_purge(),
    audit_log_purge(interval, integer), document_clients_purge(integer) TO latchkey_server, latchkey_admin;
GRANT SELECT, DELETE ON signing_keys TO latchkey_server, latchkey_admin;
GRANT INSERT (id, algorithm, public_key, sealed_key, active_from),
    UPDATE (active_until, published_until) ON signing_keys TO latchkey_server, latchkey_admin;
GRANT SELECT, DELETE ON revoked_access_tokens, revoked_statuses, status_lists, exchanged_families TO latchkey_server, latchkey_admin;
-- Neither role can change the log. The database sets its ids, its times and the role that wrote.
GRANT INSERT (actor, action, target_id, target_name, reason, details, actor_claimed, os_uid) ON audit_log
    TO latchkey_server, latchkey_admin;

-- The server registers users, verifies their addresses and changes their passwords. It cannot disable or enable users or
-- change their scopes.
GRANT SELECT, INSERT (id, username, email, email_verified_at, full_name, password_hash, password_changed_at, scopes,
        valid_until),
    UPDATE (email, email_verified_at, full_name, password_hash, password_changed_at, codes_not_before, updated_at)
    ON users TO latchkey_server;
-- Locking a row against changes (SELECT … FOR SHARE) needs the right to update at least one column.
GRANT SELECT, UPDATE (updated_at) ON clients TO latchkey_server;
-- The one way in which the server adds a client: of a document, in the live session of the user who approves it.
GRANT EXECUTE ON FUNCTION clients_admit(uuid, integer, uuid, text, text, text[], text[], boolean) TO latchkey_server;
GRANT SELECT ON client_secrets TO latchkey_server;
-- Scope, user, client and end of a session are set once, when it starts. A family that is revoked from its start stands for
-- an authorization code that was misused. A trigger rejects a change of the status index.
GRANT SELECT, INSERT (id, user_id, client_id, grant_type, scope, idle_until, expires_at, address, user_agent, session_id,
        auth_time, amr, claims, resource, jkt, status_index, revoked_at, revoked_reason),
    UPDATE (generation, refreshed_at, idle_until, status_index, revoked_at, revoked_reason) ON tokens TO latchkey_server;
-- A trigger refuses to take an end back.
GRANT SELECT, INSERT (id, user_id, credential_version, amr, expires_at, remembered, address, user_agent),
    UPDATE (credential_version, generation, auth_time, amr, seen_at, expires_at, remembered, ended_at, ended_reason),
    DELETE ON browser_sessions TO latchkey_server;
GRANT SELECT, INSERT (session_id, client_id) ON session_clients TO latchkey_server;
GRANT SELECT, INSERT (id, client_id, user_code_mac, scope, resource, expires_at, address, user_agent),
    UPDATE (scope, poll_interval, polled_at, user_id, credential_version, auth_time, amr, decided_at, approved),
    DELETE ON device_grants TO latchkey_server;
GRANT SELECT, INSERT (user_id, client_id, scope, resource_scopes), UPDATE (scope, resource_scopes, granted_at),
    DELETE ON consents TO latchkey_server;
GRANT SELECT ON scope_descriptions, resources, trusted_hosts TO latchkey_server;
-- An exchange locks the resources that it is for, and keeps no other row from ending.
GRANT UPDATE (created_at) ON resources TO latchkey_server;
GRANT SELECT, INSERT (id, parent_id, client_id, user_id, subject_client_id, resources, expires_at),
    UPDATE (resources, expires_at) ON exchanged_families TO latchkey_server;
GRANT SELECT, INSERT (id, client_id, parameters, expires_at), UPDATE (used_at), DELETE ON pushed_requests TO latchkey_server;
GRANT SELECT, INSERT (key, expires_at), DELETE ON seen_once TO latchkey_server, latchkey_admin;
-- Users add and remove their second factor. Triggers reject other changes: a used code stays used.
GRANT SELECT, INSERT (id, sealed_key) ON data_keys TO latchkey_server;
GRANT SELECT, INSERT (user_id, data_key_id, sealed_secret, last_step), UPDATE (last_step), DELETE ON totp TO latchkey_server;
GRANT SELECT, INSERT (user_id, hash), UPDATE (used_at), DELETE ON recovery_codes TO latchkey_server;
GRANT SELECT,
    INSERT (credential_id, user_id, public_key, counter, transports, aaguid, backup_eligible, backed_up, name),
    UPDATE (counter, backed_up, last_used_at, used_challenges), DELETE ON passkeys TO latchkey_server;
GRANT SELECT, INSERT (id, kind, user_id, client_id, session_id, address, language), UPDATE (attempts, next_at, failure),
    DELETE ON outbox TO latchkey_server;
-- A trigger rejects an earlier end.
GRANT INSERT (jti, expires_at), UPDATE (expires_at) ON revoked_access_tokens TO latchkey_server;
GRANT SELECT, USAGE ON SEQUENCE token_status_index TO latchkey_server;
GRANT INSERT (list, seed) ON status_lists TO latchkey_server;
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limits, sign_in_failures, audit_counts TO latchkey_server;
-- Only bans that have ended; a trigger rejects others.
GRANT SELECT, DELETE ON bans TO latchkey_server;

-- An administrator revokes sessions and keys, cannot start a session, and encrypts keys again.
GRANT SELECT, INSERT, UPDATE, DELETE ON users, clients, client_secrets, bans TO latchkey_admin;
-- A trigger fills it.
GRANT SELECT ON ended_secrets TO latchkey_admin;
-- A trigger computes what members have. Locking a group needs the right to update it.
GRANT SELECT, INSERT (name, scopes), UPDATE (scopes), DELETE ON groups TO latchkey_admin;
GRANT SELECT, INSERT (group_name, user_id), DELETE ON group_members TO latchkey_admin;
GRANT SELECT, UPDATE (revoked_at, revoked_reason) ON tokens TO latchkey_admin;
GRANT SELECT, UPDATE (expires_at, ended_at, ended_reason), DELETE ON browser_sessions TO latchkey_admin;
GRANT SELECT, DELETE ON consents, device_grants, pushed_requests TO latchkey_admin;
GRANT SELECT, INSERT (id, kind, user_id, client_id, session_id, address, language), DELETE ON outbox TO latchkey_admin;
GRANT SELECT, INSERT, UPDATE, DELETE ON scope_descriptions, resources, trusted_hosts TO latchkey_admin;
GRANT UPDATE (active_from, revoked_at, sealed_key) ON signing_keys TO latchkey_admin;
-- An administrator removes second factors, imports those of another system with its users, and encrypts data keys again.
GRANT SELECT, INSERT (id, sealed_key), UPDATE (sealed_key) ON data_keys TO latchkey_admin;
GRANT INSERT (user_id, data_key_id, sealed_secret, last_step) ON totp TO latchkey_admin;
GRANT SELECT, DELETE ON totp, recovery_codes, passkeys TO latchkey_admin;
GRANT USAGE ON SEQUENCE token_status_index TO latchkey_admin;
-- UPDATE, because locking rows before their deletion needs it.
GRANT SELECT, UPDATE, DELETE ON rate_limits, sign_in_failures, audit_counts TO latchkey_admin;
GRANT SELECT ON audit_log TO latchkey_admin;

COMMIT;
