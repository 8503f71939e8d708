-- Devices that wait for a user to sign them in with a browser (RFC 8628). Nothing in a row can be replayed: the code of the
-- device proves itself with a MAC, and of the code that the user types only a MAC is kept.

CREATE TABLE device_grants (
    -- The id of the token family that begins with this grant: its primary key makes a device code single-use.
    id                 uuid        PRIMARY KEY,
    client_id          uuid        NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_code_mac      bytea       NOT NULL,
    -- What the client asks for; after the decision what the user allowed.
    scope              text        NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    expires_at         timestamptz NOT NULL,
    -- Where the device is, for the user who decides, and for the token family.
    address            inet,
    user_agent         text,
    -- The seconds that the client waits between two polls. Here, so that all servers agree.
    poll_interval      integer     NOT NULL DEFAULT 5,
    polled_at          timestamptz,
    -- The decision: who made it, with which credentials, and how the user had signed in.
    user_id            uuid        REFERENCES users (id) ON DELETE CASCADE,
    credential_version integer,
    auth_time          timestamptz,
    amr                smallint,
    decided_at         timestamptz,
    approved           boolean,

    CONSTRAINT device_grants_user_code_mac_unique UNIQUE (user_code_mac),
    CONSTRAINT device_grants_user_code_mac_length CHECK (octet_length(user_code_mac) = 32),
    CONSTRAINT device_grants_scope_syntax CHECK (scope ~ '^[]!#-[^-~ ]*$' AND char_length(scope) <= 4096),
    CONSTRAINT device_grants_user_agent_length CHECK (char_length(user_agent) <= 120),
    CONSTRAINT device_grants_poll_interval_range CHECK (poll_interval BETWEEN 5 AND 600),
    CONSTRAINT device_grants_decision_whole CHECK (
        num_nulls(user_id, credential_version, auth_time, amr, decided_at, approved) IN (0, 6))
) WITH (fillfactor = 70);

-- What a user decided: signing out everywhere, deleting the user.
CREATE INDEX device_grants_user_id ON device_grants (user_id);
-- Purging what is over.
CREATE INDEX device_grants_expires_at ON device_grants (expires_at);
