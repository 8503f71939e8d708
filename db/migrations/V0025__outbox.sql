-- What is to be told to others after a transaction: letters to users, logout tokens to clients. Written in the transaction
-- itself, so that nothing is told that did not happen, and nothing that happened is lost. No row has a secret in it: links
-- and tokens are made when they are sent.

CREATE TABLE outbox (
    id         uuid        PRIMARY KEY,
    kind       text        NOT NULL,
    -- Whom or what it is about. No foreign keys: it is told also when they are gone by then.
    user_id    uuid,
    client_id  uuid,
    session_id uuid,
    -- For letters: where to, and the language of the page on which they were asked for.
    address    text,
    language   text,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- How many times it was tried, the time of the next try, and what became of the last one.
    attempts   integer     NOT NULL DEFAULT 0,
    next_at    timestamptz NOT NULL DEFAULT now(),
    failure    text,

    CONSTRAINT outbox_kind_length CHECK (char_length(kind) BETWEEN 1 AND 40),
    CONSTRAINT outbox_address_length CHECK (char_length(address) <= 320),
    CONSTRAINT outbox_language_length CHECK (char_length(language) <= 20),
    CONSTRAINT outbox_failure_length CHECK (char_length(failure) <= 300)
) WITH (fillfactor = 70);

-- What is due. By kind, because messages of a kind that no server sends wait until they are purged.
CREATE INDEX outbox_due ON outbox (kind, next_at);
