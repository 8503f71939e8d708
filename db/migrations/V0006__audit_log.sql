-- What administrators did and what the server found, written in the transaction of what it tells.

CREATE TABLE audit_log (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT now(),
    -- 'alice@host' for the command line, 'user:…' or 'client:…' for somebody with a token, 'server' for the server.
    actor       text        NOT NULL,
    -- 'user.disable', 'token.reuse', …
    action      text        NOT NULL,
    target_id   uuid,
    target_name text,
    reason      text,
    details     jsonb       NOT NULL DEFAULT '{}'
);

-- The history of one user, client, family or key.
CREATE INDEX audit_log_target_id ON audit_log (target_id, id);
