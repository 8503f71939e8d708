-- Token families: one row is one sign-in, with its chain of refresh tokens and every access token that came from it.
-- Nothing in a row can be replayed: refresh tokens prove themselves with a MAC, and only the generation is kept.

-- Partitioned by id. An id is a UUIDv7, so a range of ids is a range of time, a family is found in one partition by
-- its primary key, and ended partitions are dropped instead of deleted from.
CREATE TABLE tokens (
    id             uuid        NOT NULL,
    -- Null once the account or the application is deleted; the revoked family stays until its partition ends.
    user_id        uuid        REFERENCES users (id) ON DELETE SET NULL,
    client_id      uuid        REFERENCES clients (id) ON DELETE SET NULL,
    grant_type     text        NOT NULL,
    -- RFC 6749, section 3.3: names separated by one space.
    scope          text        NOT NULL,
    -- How many times the refresh token was rotated. Only the newest generation is good.
    generation     integer     NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL DEFAULT now(),
    refreshed_at   timestamptz NOT NULL DEFAULT now(),
    idle_until     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    revoked_at     timestamptz,
    revoked_reason text,
    -- Where the sign-in came from, for the person who looks at a list of sessions.
    address        inet,
    user_agent     text,

    CONSTRAINT tokens_pkey PRIMARY KEY (id),
    CONSTRAINT tokens_scope_syntax CHECK (scope ~ '^[]!#-[^-~ ]*$'),
    CONSTRAINT tokens_generation_not_negative CHECK (generation >= 0),
    CONSTRAINT tokens_idle_within_lifetime CHECK (idle_until <= expires_at),
    CONSTRAINT tokens_revoked_has_reason CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL)),
    CONSTRAINT tokens_orphan_is_revoked CHECK (user_id IS NOT NULL AND client_id IS NOT NULL OR revoked_at IS NOT NULL),
    CONSTRAINT tokens_user_agent_length CHECK (char_length(user_agent) <= 120)
) PARTITION BY RANGE (id);

-- A refresh changes neither of these columns, so it stays a heap-only update.
-- All families of a user: disable, password change, listing.
CREATE INDEX tokens_user_id ON tokens (user_id);
-- All families of a client: revocation, listing.
CREATE INDEX tokens_client_id ON tokens (client_id);

-- The smallest UUIDv7 of a moment: 48 bits of milliseconds, then zeros.
CREATE FUNCTION uuid_from_time(moment timestamptz) RETURNS uuid
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

CREATE FUNCTION uuid_to_time(id uuid) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT to_timestamp(('x' || lpad(left(replace(id::text, '-', ''), 12), 16, '0'))::bit(64)::bigint / 1000.0)
$$;

CREATE VIEW token_partitions AS
    SELECT child.oid AS relation,
           child.relname AS name,
           uuid_to_time((regexp_match(pg_get_expr(child.relpartbound, child.oid), 'FROM \(''([^'']+)'))[1]::uuid) AS from_time,
           uuid_to_time((regexp_match(pg_get_expr(child.relpartbound, child.oid), 'TO \(''([^'']+)'))[1]::uuid) AS to_time
      FROM pg_inherits
      JOIN pg_class child ON child.oid = pg_inherits.inhrelid
     WHERE pg_inherits.inhparent = 'tokens'::regclass;

-- Adds partitions until the last one ends at least `ahead` from now; says how many were added.
-- SECURITY DEFINER: the server's role may call it without being allowed any DDL of its own.
CREATE FUNCTION tokens_extend(width interval, ahead interval) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    lower_bound timestamptz;
    upper_bound timestamptz;
    partition   text;
    added       integer := 0;
BEGIN
    IF width < interval '1 hour' THEN
        RAISE EXCEPTION 'a partition is at least an hour wide, not %', width;
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

-- Drops one partition whose every family ended more than a day ago; says whether there was one. One at a time, because
-- the lock that a drop takes keeps every refresh waiting until the transaction ends.
CREATE FUNCTION tokens_drop_ended() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    candidate record;
    is_live   boolean;
BEGIN
    FOR candidate IN
        SELECT name FROM token_partitions WHERE to_time < now() - interval '1 day' ORDER BY from_time
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE idle_until > now() - interval ''1 day'')', candidate.name)
           INTO is_live;
        IF NOT is_live THEN
            EXECUTE format('DROP TABLE %I', candidate.name);
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END
$$;

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION tokens_extend(interval, interval) SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION tokens_drop_ended() SET search_path = %I, pg_temp', current_schema());
END
$$;

REVOKE ALL ON FUNCTION tokens_extend(interval, interval), tokens_drop_ended() FROM PUBLIC;
