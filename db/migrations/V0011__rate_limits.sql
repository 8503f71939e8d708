-- Who has failed too often lately, and whom an administrator keeps out. In the database, so that all servers count
-- together and a restart forgets nothing.

-- A row is a bucket that is not full, and nothing else: one that is full again is as good as none and is deleted.
CREATE TABLE rate_limits (
    -- SHA-256 of what is counted: a network, a client. Whatever somebody sends, it is no longer than this.
    key     bytea       PRIMARY KEY,
    -- When the bucket is full again; each token taken moves this on by the time in which one comes back.
    full_at timestamptz NOT NULL,

    CONSTRAINT rate_limits_key_length CHECK (octet_length(key) = 32)
) WITH (fillfactor = 50);

-- How often in a row somebody tried an account and did not prove to be its owner.
CREATE TABLE sign_in_failures (
    -- SHA-256 of the normalised name, whether there is such an account or not.
    account  bytea       NOT NULL,
    -- Failures count apart for a network that the account has signed in from, and for who is signed in already.
    place    text        NOT NULL,
    failures integer     NOT NULL,
    -- The next attempt is not before this.
    retry_at timestamptz NOT NULL,

    CONSTRAINT sign_in_failures_pkey PRIMARY KEY (account, place),
    CONSTRAINT sign_in_failures_account_length CHECK (octet_length(account) = 32),
    CONSTRAINT sign_in_failures_counted CHECK (failures > 0)
) WITH (fillfactor = 50);

-- Networks that an administrator keeps out.
CREATE TABLE bans (
    network    cidr        PRIMARY KEY,
    reason     text,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- Null: until it is lifted.
    expires_at timestamptz
);

-- Servers keep bans in memory, as they do clients and keys.
CREATE TRIGGER bans_changed AFTER INSERT OR UPDATE OR DELETE ON bans
    FOR EACH STATEMENT EXECUTE FUNCTION directory_changed();
