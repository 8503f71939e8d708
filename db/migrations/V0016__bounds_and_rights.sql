-- What an account can have written to the audit log is bounded, and what a stolen password of the server's database role
-- is good for is less.

-- How many events of one kind an account caused since the first of them, so that a client that revokes sign-ins in a loop
-- does not fill the log. A row is good for nothing once its time is over, and is deleted.
CREATE TABLE audit_counts (
    account uuid        NOT NULL,
    action  text        NOT NULL,
    events  integer     NOT NULL,
    -- From here on events are counted from one again.
    until   timestamptz NOT NULL,

    CONSTRAINT audit_counts_pkey PRIMARY KEY (account, action),
    CONSTRAINT audit_counts_counted CHECK (events > 0)
) WITH (fillfactor = 50);

-- Without its index, a sign-in that is revoked later is missing in the status lists. After the row, because a trigger
-- before the row would lock each row that a refresh updates once more; a refresh does not name this column.
CREATE TRIGGER tokens_status_kept AFTER UPDATE OF status_index ON tokens
    FOR EACH ROW WHEN (OLD.status_index IS NOT NULL AND NEW.status_index IS DISTINCT FROM OLD.status_index)
    EXECUTE FUNCTION require_privilege('TRIGGER', 'a sign-in keeps its status index');

-- A role that may not revoke keys ends a key only as a rotation does: once, and so that all that the key has signed stays
-- good until it expires.
CREATE FUNCTION signing_keys_ended_in_time() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF NOT has_column_privilege(current_user, TG_RELID, 'revoked_at', 'UPDATE')
            AND (OLD.published_until IS NOT NULL
                 OR NEW.active_until < now()
                 OR NEW.published_until < NEW.active_until
                    + CASE WHEN OLD.algorithm = 'HS256'
                           THEN (SELECT coalesce(max(refresh_token_idle), interval '0') FROM clients)
                           -- No access token lives longer.
                           ELSE interval '1 day'
                      END) THEN
        RAISE EXCEPTION 'permission denied: only a role that may revoke keys may end a key early'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION signing_keys_ended_in_time() SET search_path = %I, pg_temp', current_schema());
END
$$;

CREATE TRIGGER signing_keys_ended_in_time BEFORE UPDATE OF active_until, published_until ON signing_keys
    FOR EACH ROW EXECUTE FUNCTION signing_keys_ended_in_time();
CREATE TRIGGER signing_keys_needed BEFORE DELETE ON signing_keys
    FOR EACH ROW WHEN (OLD.published_until IS NULL OR OLD.published_until > now())
    EXECUTE FUNCTION require_privilege('TRIGGER', 'a key is kept for as long as it is published');

-- A NULL in these is nothing that a token or a grant can be about. NOT VALID: rows that are there are not looked at; the
-- programs leave those out.
ALTER TABLE clients
    ADD CONSTRAINT clients_no_null_within CHECK (array_position(audiences, NULL) IS NULL
        AND array_position(grant_types, NULL) IS NULL) NOT VALID;
