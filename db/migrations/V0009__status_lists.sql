-- Token Status Lists (draft-ietf-oauth-status-list-21): what tells resource servers that never ask us of a revocation.
-- Every family and every client has an index; which indexes are revoked is a small table that servers read a few times
-- a second.

CREATE SEQUENCE token_status_index MINVALUE 0 START WITH 0;

-- Null until its first refresh in a family that is older than this column. Two statements: a default that is there
-- when the column is added would be written into every row.
ALTER TABLE tokens ADD COLUMN status_index bigint;
ALTER TABLE tokens ALTER COLUMN status_index SET DEFAULT nextval('token_status_index');

-- Of the access tokens without a family (client credentials) that are issued from now on.
ALTER TABLE clients ADD COLUMN status_index bigint NOT NULL DEFAULT nextval('token_status_index');

-- One block of indexes is one list. A row is made before the first index of the block is given away, and deleted when
-- nothing that is in it can be good any more.
CREATE TABLE status_lists (
    list       bigint      PRIMARY KEY,
    -- Decides in which order the places of the list are given away.
    seed       bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT status_lists_seed_length CHECK (octet_length(seed) = 32)
);

-- Indexes whose access tokens are to be refused. A row is needed only until the last of those has expired by itself.
CREATE TABLE revoked_statuses (
    status_index bigint      PRIMARY KEY,
    revoked_at   timestamptz NOT NULL DEFAULT now(),
    -- The transaction that revoked: a reader asks for those that it could not see the last time. Times would not do,
    -- because a transaction may commit long after later ones.
    revoked_xid  xid8        NOT NULL DEFAULT pg_current_xact_id()
);

-- What was revoked since the last look.
CREATE INDEX revoked_statuses_revoked_xid ON revoked_statuses (revoked_xid);

-- Triggers, so that nobody can revoke and forget to tell: not the command line, not psql. After the row, because a
-- trigger before the row would lock each row that a refresh updates once more.
CREATE FUNCTION status_ended() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    INSERT INTO revoked_statuses (status_index) VALUES (OLD.status_index)
    ON CONFLICT (status_index) DO UPDATE SET revoked_at = excluded.revoked_at, revoked_xid = excluded.revoked_xid;
    RETURN NULL;
END
$$;

-- No access token is good for longer than its family; an hour for clocks.
CREATE TRIGGER tokens_status_revoked AFTER UPDATE OF revoked_at ON tokens
    FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL AND OLD.status_index IS NOT NULL
                       AND OLD.expires_at > now() - interval '1 hour')
    EXECUTE FUNCTION status_ended();
CREATE TRIGGER tokens_status_deleted AFTER DELETE ON tokens
    FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND OLD.status_index IS NOT NULL
                       AND OLD.expires_at > now() - interval '1 hour')
    EXECUTE FUNCTION status_ended();

-- What ends the tokens of a client ends its index, and the next ones get another: a client that is enabled again does
-- not bring back what it had.
CREATE FUNCTION client_status_renewed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    NEW.status_index := nextval('token_status_index');
    RETURN NEW;
END
$$;

CREATE TRIGGER clients_status_renewed BEFORE UPDATE OF disabled_at, tokens_not_before ON clients
    FOR EACH ROW WHEN ((OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL)
                       OR OLD.tokens_not_before IS DISTINCT FROM NEW.tokens_not_before)
    EXECUTE FUNCTION client_status_renewed();
CREATE TRIGGER clients_status_revoked AFTER UPDATE ON clients
    FOR EACH ROW WHEN (OLD.status_index <> NEW.status_index)
    EXECUTE FUNCTION status_ended();
CREATE TRIGGER clients_status_deleted AFTER DELETE ON clients
    FOR EACH ROW EXECUTE FUNCTION status_ended();

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION status_ended() SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION client_status_renewed() SET search_path = %I, pg_temp', current_schema());
END
$$;
