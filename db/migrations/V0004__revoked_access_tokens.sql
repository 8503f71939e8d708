-- Revoked access tokens that have no family (client credentials). A row is needed only until its token expires.

CREATE TABLE revoked_access_tokens (
    jti        uuid        PRIMARY KEY,
    revoked_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

-- Purging what has expired.
CREATE INDEX revoked_access_tokens_expires_at ON revoked_access_tokens (expires_at);
