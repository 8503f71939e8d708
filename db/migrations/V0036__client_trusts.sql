-- Issuers of others whose JWTs authenticate a client (RFC 7523, section 2.2): those of a build server, a cluster or another
-- Latchkey. Part of the client, as its keys are: servers read both at once, and one trigger tells them of changes.

ALTER TABLE clients
    -- An array of objects: issuer, subject or subject_prefix, claims, audience, once, jwks or jwks_uri, ca.
    ADD COLUMN trusts jsonb NOT NULL DEFAULT '[]',
    ADD CONSTRAINT clients_trusts_shape CHECK (jsonb_typeof(trusts) = 'array'),
    ADD CONSTRAINT clients_trusts_length CHECK (octet_length(trusts::text) <= 1048576),
    ADD CONSTRAINT clients_trusts_confidential CHECK (confidential OR trusts = '[]'),

    DROP CONSTRAINT clients_auth_method_known,
    -- 'federated': by such a JWT and nothing else.
    ADD CONSTRAINT clients_auth_method_known CHECK (auth_method IN (
        'secret', 'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth', 'federated'));
