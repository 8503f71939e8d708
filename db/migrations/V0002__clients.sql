-- Applications that ask for tokens, and the secrets of those that have one.

CREATE TABLE clients (
    id                     uuid        PRIMARY KEY,
    -- RFC 6749, section 2.2: the identifier that the application sends.
    client_id              text        NOT NULL,
    name                   text,
    -- RFC 6749, section 2.1: a public client (an app on somebody's device) has no secret.
    confidential           boolean     NOT NULL,
    grant_types            text[]      NOT NULL,
    scopes                 text[]      NOT NULL DEFAULT '{}',
    -- The aud claim of its access tokens; empty means the issuer itself.
    audiences              text[]      NOT NULL DEFAULT '{}',
    -- Null: the server's default algorithm.
    signing_algorithm      text,
    access_token_lifetime  interval    NOT NULL DEFAULT '5 minutes',
    -- A sign-in ends this long after it began, whatever happens in between …
    refresh_token_lifetime interval    NOT NULL DEFAULT '30 days',
    -- … and sooner when it is not refreshed for this long.
    refresh_token_idle     interval    NOT NULL DEFAULT '14 days',
    -- For this long after a rotation the previous refresh token gets the same successor again (a lost answer).
    refresh_token_grace    interval    NOT NULL DEFAULT '60 seconds',
    created_at             timestamptz NOT NULL DEFAULT now(),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    disabled_at            timestamptz,
    -- Access tokens without a family (client credentials) that are older than this are revoked.
    tokens_not_before      timestamptz,

    CONSTRAINT clients_client_id_unique UNIQUE (client_id),
    -- RFC 6749, appendix A.1: visible ASCII; no colon, which would end the name in a Basic header.
    CONSTRAINT clients_client_id_syntax CHECK (client_id ~ '^[!-9;-~]{1,128}$'),
    CONSTRAINT clients_scopes_syntax CHECK (array_position(scopes, NULL) IS NULL
        AND array_to_string(scopes, ' ') ~ '^[]!#-[^-~ ]*$' AND char_length(array_to_string(scopes, ' ')) <= 4096),
    CONSTRAINT clients_signing_algorithm_known CHECK (signing_algorithm IN ('RS256', 'ES256')),
    -- In seconds: to PostgreSQL a year is also 360 days.
    CONSTRAINT clients_access_token_lifetime_range CHECK (extract(epoch FROM access_token_lifetime) BETWEEN 1 AND 86400),
    CONSTRAINT clients_refresh_token_lifetime_range CHECK (extract(epoch FROM refresh_token_lifetime) BETWEEN 1 AND 63072000),
    CONSTRAINT clients_refresh_token_idle_range CHECK (extract(epoch FROM refresh_token_idle) BETWEEN 1 AND 63072000),
    CONSTRAINT clients_refresh_token_grace_range CHECK (extract(epoch FROM refresh_token_grace) BETWEEN 0 AND 600),
    CONSTRAINT clients_public_has_no_client_credentials CHECK (confidential OR NOT 'client_credentials' = ANY (grant_types))
);

CREATE TABLE client_secrets (
    id          uuid        PRIMARY KEY,
    client_id   uuid        NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    -- SHA-256 of a generated 256-bit secret: nothing to guess, so nothing to slow down.
    secret_hash bytea       NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    -- Set when the secret is being replaced by a newer one; null means until further notice.
    expires_at  timestamptz,

    CONSTRAINT client_secrets_hash_length CHECK (octet_length(secret_hash) = 32)
);

-- The secrets of a client, for showing, rotating and deleting it.
CREATE INDEX client_secrets_client_id ON client_secrets (client_id);
