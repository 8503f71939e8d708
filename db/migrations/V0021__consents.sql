-- What users allowed clients, so that they are asked once, and the words that they are asked in.

CREATE TABLE consents (
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id  uuid        NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    -- All that was allowed until now. RFC 6749, section 3.3: names separated by one space.
    scope      text        NOT NULL,
    -- The last time.
    granted_at timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT consents_pkey PRIMARY KEY (user_id, client_id),
    CONSTRAINT consents_scope_syntax CHECK (scope ~ '^[]!#-[^-~ ]*$' AND char_length(scope) <= 4096)
);

-- All consents to a client: listing, deleting the client.
CREATE INDEX consents_client_id ON consents (client_id);

CREATE TABLE scope_descriptions (
    scope       text PRIMARY KEY,
    description text NOT NULL,

    CONSTRAINT scope_descriptions_scope_syntax CHECK (scope ~ '^[]!#-[^-~]{1,128}$'),
    CONSTRAINT scope_descriptions_description_length CHECK (char_length(description) BETWEEN 1 AND 200)
);
