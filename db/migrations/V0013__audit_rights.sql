-- The audit log says which database role wrote each row, and is kept for a limited time. What a server's role must not do
-- is refused here as far as rights on tables and columns (docs/roles.sql) cannot refuse it.

ALTER TABLE audit_log
    -- The role of the connection that wrote the row. Null in rows that are older than this column.
    ADD COLUMN database_role text,
    -- True when the actor is what a command was told: its environment, or --actor. Nothing has proved it.
    ADD COLUMN actor_claimed boolean,
    -- The real user id of the command's process, as its operating system said. Null where there is none.
    ADD COLUMN os_uid        bigint;
-- Two statements: a default that is there when the column is added would be written into every row.
ALTER TABLE audit_log ALTER COLUMN database_role SET DEFAULT session_user;

-- Deletes the oldest events, at most `at_most` of them, if they are older than `keep`; says how many. Ids count up with
-- time, so the oldest are found through the primary key. Rows that another call is deleting are left to that call.
-- SECURITY DEFINER: no role but the owner may delete from the log, and this cannot be told to delete what is young.
CREATE FUNCTION audit_log_purge(keep interval, at_most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    purged integer;
BEGIN
    IF keep IS NULL OR keep < interval '30 days' THEN
        RAISE EXCEPTION 'the audit log is kept for at least 30 days' USING ERRCODE = 'check_violation';
    END IF;
    DELETE FROM audit_log
     WHERE id IN (SELECT id FROM audit_log ORDER BY id LIMIT at_most FOR UPDATE SKIP LOCKED)
       AND at < now() - keep;
    GET DIAGNOSTICS purged = ROW_COUNT;
    RETURN purged;
END
$$;

-- Deletes client secrets that ended more than a day ago; says how many. Looks first, because a DELETE that finds nothing
-- would have every server read all clients again.
-- SECURITY DEFINER: the server's role may delete no other secret.
CREATE FUNCTION client_secrets_purge() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    purged integer := 0;
BEGIN
    IF EXISTS (SELECT FROM client_secrets WHERE expires_at < now() - interval '1 day') THEN
        DELETE FROM client_secrets WHERE expires_at < now() - interval '1 day';
        GET DIAGNOSTICS purged = ROW_COUNT;
    END IF;
    RETURN purged;
END
$$;

-- Refuses a change to every role that lacks a privilege on the table: the first argument is the privilege, the second is
-- what to say. Only owners have TRIGGER.
CREATE FUNCTION require_privilege() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT has_table_privilege(current_user, TG_RELID, TG_ARGV[0]) THEN
        RAISE EXCEPTION 'permission denied: %', TG_ARGV[1] USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER signing_keys_revoked_for_ever BEFORE UPDATE OF revoked_at ON signing_keys
    FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    EXECUTE FUNCTION require_privilege('TRIGGER', 'a revoked key stays revoked');
CREATE TRIGGER revoked_access_tokens_as_long BEFORE UPDATE OF expires_at ON revoked_access_tokens
    FOR EACH ROW WHEN (NEW.expires_at < OLD.expires_at)
    EXECUTE FUNCTION require_privilege('TRIGGER', 'a revoked access token stays revoked until it expires');
CREATE TRIGGER revoked_access_tokens_needed BEFORE DELETE ON revoked_access_tokens
    FOR EACH ROW WHEN (OLD.expires_at > now())
    EXECUTE FUNCTION require_privilege('TRIGGER', 'a revoked access token stays revoked until it expires');
CREATE TRIGGER revoked_statuses_needed BEFORE DELETE ON revoked_statuses
    FOR EACH ROW WHEN (OLD.revoked_at > now() - interval '2 days')
    EXECUTE FUNCTION require_privilege('TRIGGER', 'a revoked status is kept for 2 days');
CREATE TRIGGER bans_hold BEFORE DELETE ON bans
    FOR EACH ROW WHEN (OLD.expires_at IS NULL OR OLD.expires_at > now())
    EXECUTE FUNCTION require_privilege('INSERT', 'only a role that may ban may lift a ban');

-- The ids of all keys that there ever were. A key that was deleted does not come back, revoked or not: what is sealed is
-- bound to the id, and an id is used once. A unique index, because it sees what a trigger's query does not: rows of other
-- transactions that are not over, or that are younger than the snapshot.
CREATE TABLE signing_key_ids (
    id uuid PRIMARY KEY
);

-- SECURITY DEFINER: no role but the owner may change the ids.
CREATE FUNCTION signing_key_id_used() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    INSERT INTO signing_key_ids (id) VALUES (NEW.id);
    RETURN NEW;
END
$$;

CREATE TRIGGER signing_keys_used_once BEFORE INSERT ON signing_keys
    FOR EACH ROW EXECUTE FUNCTION signing_key_id_used();
-- After the trigger, whose lock keeps others from adding keys meanwhile.
INSERT INTO signing_key_ids (id) SELECT id FROM signing_keys;

-- As before, and: a family that is revoked stays so.
CREATE OR REPLACE FUNCTION tokens_rules() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    broken text := CASE
        -- RFC 6749, section 3.3: names separated by one space.
        WHEN NEW.scope !~ '^[]!#-[^-~ ]*$' THEN 'tokens_scope_syntax'
        WHEN NEW.generation < 0 THEN 'tokens_generation_not_negative'
        WHEN NEW.idle_until > NEW.expires_at THEN 'tokens_idle_within_lifetime'
        WHEN (NEW.revoked_at IS NULL) <> (NEW.revoked_reason IS NULL) THEN 'tokens_revoked_has_reason'
        WHEN (NEW.user_id IS NULL OR NEW.client_id IS NULL) AND NEW.revoked_at IS NULL THEN 'tokens_orphan_is_revoked'
        WHEN char_length(NEW.user_agent) > 120 THEN 'tokens_user_agent_length'
    END;
BEGIN
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'a token family breaks the rule "%"', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = broken, TABLE = 'tokens';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL
            AND NOT has_table_privilege(current_user, TG_RELID, 'TRIGGER') THEN
        RAISE EXCEPTION 'permission denied: a revoked token family stays revoked' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;

-- As before, with bounds: a caller cannot make partitions without end, nor one that is never dropped.
CREATE OR REPLACE FUNCTION tokens_extend(width interval, ahead interval) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    lower_bound timestamptz;
    upper_bound timestamptz;
    partition   text;
    added       integer := 0;
BEGIN
    IF width IS NULL OR width < interval '1 hour' OR width > interval '100 days' THEN
        RAISE EXCEPTION 'a partition is between an hour and 100 days wide, not %', width;
    END IF;
    IF ahead IS NULL OR ahead > interval '31 days' THEN
        RAISE EXCEPTION 'partitions are made at most 31 days ahead, not %', ahead;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('latchkey.tokens_extend'));
    -- The first partition begins a day early: an id is made by a server whose clock may be behind.
    SELECT coalesce(max(to_time), date_trunc('hour', now()) - interval '1 day') INTO lower_bound FROM token_partitions;
    WHILE lower_bound < now() + ahead LOOP
        upper_bound := greatest(lower_bound, now() - interval '1 day') + width;
        upper_bound := date_trunc('hour', upper_bound);
        partition := 'tokens_' || to_char(lower_bound AT TIME ZONE 'UTC', 'YYYYMMDD"t"HH24');
        -- Attaching an empty table locks the parent less than CREATE TABLE … PARTITION OF does.
        EXECUTE format('CREATE TABLE %I (LIKE tokens INCLUDING DEFAULTS INCLUDING CONSTRAINTS) WITH (fillfactor = 90)', partition);
        EXECUTE format('ALTER TABLE tokens ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       partition, uuid_from_time(lower_bound), uuid_from_time(upper_bound));
        lower_bound := upper_bound;
        added := added + 1;
    END LOOP;
    RETURN added;
END
$$;

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION audit_log_purge(interval, integer) SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION client_secrets_purge() SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION signing_key_id_used() SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION tokens_extend(interval, interval) SET search_path = %I, pg_temp', current_schema());
END
$$;

REVOKE ALL ON FUNCTION audit_log_purge(interval, integer), client_secrets_purge() FROM PUBLIC;
