-- Groups, which give scopes to their members, and accounts that end at a time.

CREATE TABLE groups (
    -- Never 'system:…', which Kubernetes gives a meaning; no comma and no space, which lists in headers are split at. No dash
    -- at the beginning, which commands read as an option.
    name       text        COLLATE "C" PRIMARY KEY,
    scopes     text[]      NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT groups_name_syntax CHECK (name ~ '^[A-Za-z0-9._/][A-Za-z0-9._/-]{0,127}$'),
    CONSTRAINT groups_scopes_syntax CHECK (array_position(scopes, NULL) IS NULL
        AND array_to_string(scopes, ' ') ~ '^[]!#-[^-~ ]*$' AND char_length(array_to_string(scopes, ' ')) <= 4096)
);

CREATE TABLE group_members (
    group_name text        COLLATE "C" NOT NULL REFERENCES groups (name) ON DELETE CASCADE,
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    added_at   timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT group_members_pkey PRIMARY KEY (group_name, user_id)
);

-- The groups of a user: computing what the user has, deleting the user.
CREATE INDEX group_members_user_id ON group_members (user_id);

ALTER TABLE users
    -- What an administrator gave the account itself. Null without groups: then scopes is just that. With groups, scopes has
    -- what the groups give besides, so that sign-ins and refreshes read one row.
    ADD COLUMN own_scopes  text[],
    -- The names of the groups, sorted: for tokens.
    ADD COLUMN groups      text[] NOT NULL DEFAULT '{}',
    -- From here on the account is as good as disabled. Null: it does not end.
    ADD COLUMN valid_until timestamptz,

    -- Not checked now for the rows that are there, which all have the defaults. Tokens carry the names.
    ADD CONSTRAINT users_groups_count CHECK (cardinality(groups) <= 100) NOT VALID,
    ADD CONSTRAINT users_groups_length CHECK (octet_length(array_to_string(groups, '')) <= 2048) NOT VALID,
    ADD CONSTRAINT users_valid_until_finite CHECK (isfinite(valid_until)) NOT VALID;

-- Accounts that end soon.
CREATE INDEX users_valid_until ON users (valid_until) WHERE valid_until IS NOT NULL;

-- Computes groups and scopes of an account. The row is locked already when the trigger runs, and its statements see what was
-- committed until then: of two changes at once the second one sees what the first one did.
CREATE FUNCTION user_scopes_computed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    own text[] := coalesce(NEW.own_scopes, OLD.own_scopes, OLD.scopes);
BEGIN
    IF NEW.own_scopes IS NOT DISTINCT FROM OLD.own_scopes AND NEW.scopes IS DISTINCT FROM OLD.scopes THEN
        -- Commands of the version before, and psql, know one column only: what they add and remove is the account's own.
        own := ARRAY(SELECT s FROM unnest(NEW.scopes) AS s WHERE s = ANY (own) OR NOT s = ANY (OLD.scopes));
    END IF;
    NEW.groups := ARRAY(SELECT m.group_name FROM group_members m WHERE m.user_id = NEW.id ORDER BY m.group_name);
    NEW.scopes := ARRAY(SELECT s FROM (
                            SELECT unnest(own)
                             UNION
                            SELECT unnest(g.scopes) FROM group_members m JOIN groups g ON g.name = m.group_name
                             WHERE m.user_id = NEW.id) AS every (s)
                         ORDER BY s COLLATE "C");
    NEW.own_scopes := CASE WHEN NEW.groups <> '{}' THEN own END;
    RETURN NEW;
END
$$;

CREATE TRIGGER users_scopes_computed BEFORE UPDATE OF scopes, own_scopes, groups ON users
    FOR EACH ROW EXECUTE FUNCTION user_scopes_computed();

-- Locks group, then users in the order of their ids, then computes. The group, because its scopes must not change between the
-- computing and the commit. SECURITY DEFINER: a role that changes members needs no right on users.
CREATE FUNCTION group_members_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM groups g WHERE g.name IN (SELECT c.group_name FROM changed c) ORDER BY g.name FOR SHARE;
    END IF;
    PERFORM FROM users u WHERE u.id IN (SELECT c.user_id FROM changed c) ORDER BY u.id FOR NO KEY UPDATE;
    UPDATE users u SET groups = u.groups, updated_at = now() WHERE u.id IN (SELECT c.user_id FROM changed c);
    RETURN NULL;
END
$$;

CREATE TRIGGER group_members_added AFTER INSERT ON group_members
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION group_members_changed();
CREATE TRIGGER group_members_removed AFTER DELETE ON group_members
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION group_members_changed();

CREATE FUNCTION group_scopes_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    PERFORM FROM users u
      WHERE u.id IN (SELECT m.user_id FROM group_members m WHERE m.group_name = NEW.name)
      ORDER BY u.id FOR NO KEY UPDATE;
    UPDATE users u SET groups = u.groups, updated_at = now()
     WHERE u.id IN (SELECT m.user_id FROM group_members m WHERE m.group_name = NEW.name);
    RETURN NULL;
END
$$;

CREATE TRIGGER groups_scopes_changed AFTER UPDATE OF scopes ON groups
    FOR EACH ROW WHEN (OLD.scopes IS DISTINCT FROM NEW.scopes)
    EXECUTE FUNCTION group_scopes_changed();

CREATE FUNCTION group_member_stays() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'a member is removed and added, not changed' USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER group_members_stay BEFORE UPDATE OF group_name, user_id ON group_members
    FOR EACH ROW EXECUTE FUNCTION group_member_stays();

-- An account that expires, and one that is extended when it had expired, are like one that is disabled and one that is enabled:
-- what began with the credentials of before does not come back.
CREATE TRIGGER users_expired BEFORE UPDATE OF valid_until ON users
    FOR EACH ROW WHEN (((OLD.valid_until <= now()) IS TRUE) <> ((NEW.valid_until <= now()) IS TRUE))
    EXECUTE FUNCTION credentials_changed();

-- Brings the end of everything that the account has forward, at once. A family is revoked, and the status lists tell of it,
-- when an access token of it may be good for longer than the account; else it only ends earlier. An access token may have
-- been issued up to the end of the grace period after the last rotation.
-- SECURITY DEFINER: the administrator's role may not move the end of a family.
CREATE FUNCTION user_end_moved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    UPDATE browser_sessions s
       SET expires_at = GREATEST(NEW.valid_until, now()),
           ended_at = CASE WHEN NEW.valid_until <= now() THEN now() END,
           ended_reason = CASE WHEN NEW.valid_until <= now() THEN 'user_expired' END
     WHERE s.user_id = NEW.id AND s.ended_at IS NULL AND s.expires_at > GREATEST(NEW.valid_until, now());
    UPDATE tokens t
       SET revoked_at = now(), revoked_reason = 'user_expired'
      FROM clients c
     WHERE t.user_id = NEW.id AND c.id = t.client_id AND t.revoked_at IS NULL
       AND t.expires_at > GREATEST(NEW.valid_until, now())
       AND (NEW.valid_until <= now()
            OR LEAST(now(), t.refreshed_at + c.refresh_token_grace) + c.access_token_lifetime > NEW.valid_until);
    UPDATE tokens t
       SET expires_at = NEW.valid_until, idle_until = LEAST(t.idle_until, NEW.valid_until)
     WHERE t.user_id = NEW.id AND t.revoked_at IS NULL AND t.expires_at > GREATEST(NEW.valid_until, now());
    RETURN NULL;
END
$$;

CREATE TRIGGER users_end_moved AFTER UPDATE OF valid_until ON users
    FOR EACH ROW WHEN (NEW.valid_until IS NOT NULL AND NEW.valid_until IS DISTINCT FROM OLD.valid_until)
    EXECUTE FUNCTION user_end_moved();

ALTER TABLE clients
    -- The name of the claim that has the groups of the user; null for 'groups'.
    ADD COLUMN groups_claim text,

    ADD CONSTRAINT clients_groups_claim_syntax CHECK (groups_claim ~ '^[]!#-<>-[^-~]{1,128}$');

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['user_scopes_computed', 'group_members_changed', 'group_scopes_changed', 'user_end_moved'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END
$$;
