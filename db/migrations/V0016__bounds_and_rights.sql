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
