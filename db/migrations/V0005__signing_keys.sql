-- Keys: RS256 and ES256 sign access tokens, HS256 authenticates refresh tokens. The secret part is sealed with the
-- master key, which is never in the database.

CREATE TABLE signing_keys (
    -- Also the kid of the JWK and of each token that it signed.
    id          uuid        PRIMARY KEY,
    algorithm   text        NOT NULL,
    -- X.509 SubjectPublicKeyInfo (DER); null for the symmetric key.
    public_key  bytea,
    -- AES-256-GCM under the master key, bound to the id: PKCS#8 (DER), or the raw symmetric key.
    sealed_key  bytea       NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    -- From here on it signs, unless a younger one of its algorithm does.
    active_from timestamptz NOT NULL,

    CONSTRAINT signing_keys_algorithm_known CHECK (algorithm IN ('RS256', 'ES256', 'HS256')),
    CONSTRAINT signing_keys_public_part CHECK ((public_key IS NULL) = (algorithm = 'HS256'))
);
