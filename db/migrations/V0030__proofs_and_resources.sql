-- Clients that prove who they are with a key, tokens that are bound to one, requests that are pushed, and the resources
-- that tokens are for.

ALTER TABLE clients
    -- How a confidential client proves who it is. Only 'secret' has rows in client_secrets.
    ADD COLUMN auth_method text NOT NULL DEFAULT 'secret',
    -- Its public keys as a JWK Set (RFC 7517), or where they are. At most one of both.
    ADD COLUMN jwks        text,
    ADD COLUMN jwks_uri    text,
    -- The subject of its certificate (RFC 8705, section 2.1.2), as text of RFC 4514.
    ADD COLUMN tls_subject text,
    -- Whether it has to push its authorization requests (RFC 9126).
    ADD COLUMN par         text NOT NULL DEFAULT 'optional',
    -- What its access tokens have to be bound to: a key (RFC 9449), a certificate (RFC 8705), or whatever a request proves.
    ADD COLUMN binding     text NOT NULL DEFAULT 'optional',
    -- Whether a refresh returns another refresh token.
    ADD COLUMN rotation    text NOT NULL DEFAULT 'on',
    -- 'document': its client id is the URL of a document that describes it.
    ADD COLUMN kind        text NOT NULL DEFAULT 'static',
    -- When a client of a document last began a sign-in.
    ADD COLUMN used_at     timestamptz,

    ADD CONSTRAINT clients_auth_method_known CHECK (
        auth_method IN ('secret', 'private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth')),
    ADD CONSTRAINT clients_auth_method_public CHECK (confidential OR auth_method = 'secret'),
    ADD CONSTRAINT clients_jwks_length CHECK (char_length(jwks) <= 65536),
    ADD CONSTRAINT clients_jwks_once CHECK (jwks IS NULL OR jwks_uri IS NULL),
    ADD CONSTRAINT clients_jwks_uri_length CHECK (char_length(jwks_uri) <= 512),
    ADD CONSTRAINT clients_tls_subject_length CHECK (char_length(tls_subject) <= 512),
    ADD CONSTRAINT clients_par_known CHECK (par IN ('optional', 'required')),
    ADD CONSTRAINT clients_binding_known CHECK (binding IN ('optional', 'dpop', 'tls')),
    ADD CONSTRAINT clients_rotation_known CHECK (rotation IN ('on', 'off')),
    ADD CONSTRAINT clients_rotation_confidential CHECK (confidential OR rotation = 'on'),
    ADD CONSTRAINT clients_kind_known CHECK (kind IN ('static', 'document')),
    ADD CONSTRAINT clients_kind_document CHECK (kind = 'static' OR (NOT confidential
        AND grant_types <@ '{authorization_code,refresh_token}' AND consent = 'ask' AND pkce = 'required'));

ALTER TABLE tokens
    -- What access tokens of the family are for (RFC 8707): URIs separated by one space. Null for what its client has.
    ADD COLUMN resource text,
    -- The SHA-256 thumbprint (RFC 7638) of the key that refresh tokens of a public client are bound to.
    ADD COLUMN jkt      bytea;

-- Rules in a trigger, as in V0012: PostgreSQL would check constraints at each refresh. Both columns are set when a family
-- begins, and not changed.
CREATE FUNCTION tokens_restrictions() RETURNS trigger
    LANGUAGE plpgsql
AS $$
DECLARE
    broken text := CASE
        WHEN char_length(NEW.resource) > 4096 THEN 'tokens_resource_length'
        WHEN octet_length(NEW.jkt) <> 32 THEN 'tokens_jkt_length'
    END;
BEGIN
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'a token family breaks the rule "%"', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = broken, TABLE = 'tokens';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER tokens_restrictions AFTER INSERT OR UPDATE OF resource, jkt ON tokens
    FOR EACH ROW WHEN (NEW.resource IS NOT NULL OR NEW.jkt IS NOT NULL)
    EXECUTE FUNCTION tokens_restrictions();

ALTER TABLE device_grants
    ADD COLUMN resource text,
    ADD CONSTRAINT device_grants_resource_length CHECK (char_length(resource) <= 4096);

ALTER TABLE consents
    -- What was allowed for each resource, as scope by URI. The column scope is what was allowed without one.
    ADD COLUMN resource_scopes jsonb NOT NULL DEFAULT '{}',
    ADD CONSTRAINT consents_resource_scopes_shape CHECK (jsonb_typeof(resource_scopes) = 'object'),
    ADD CONSTRAINT consents_resource_scopes_length CHECK (octet_length(resource_scopes::text) <= 65536);

-- The APIs that clients may ask tokens for.
CREATE TABLE resources (
    uri        text        PRIMARY KEY,
    scopes     text[]      NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT resources_uri_syntax CHECK (uri ~ '^https?://[!-~]+$' AND uri !~ '#' AND char_length(uri) <= 512),
    CONSTRAINT resources_scopes_some CHECK (cardinality(scopes) BETWEEN 1 AND 100)
);

-- Whose documents may describe clients.
CREATE TABLE trusted_hosts (
    host       text        PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT trusted_hosts_host_syntax CHECK (host ~ '^[a-z0-9.:_-]{1,253}$')
);

-- Authorization requests that clients pushed (RFC 9126). The request_uri proves itself with a MAC.
CREATE TABLE pushed_requests (
    id         uuid        PRIMARY KEY,
    client_id  uuid        NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    -- In the form of a query.
    parameters text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    -- When a code was issued for it: it is good once.
    used_at    timestamptz,

    CONSTRAINT pushed_requests_parameters_length CHECK (char_length(parameters) <= 16384)
) WITH (fillfactor = 85);

CREATE INDEX pushed_requests_client_id ON pushed_requests (client_id);
CREATE INDEX pushed_requests_expires_at ON pushed_requests (expires_at);

-- What is good once, on all servers: the ids of assertions and proofs. The primary key is the rule.
CREATE TABLE seen_once (
    key        bytea       PRIMARY KEY,
    expires_at timestamptz NOT NULL,

    CONSTRAINT seen_once_key_length CHECK (octet_length(key) = 32)
);

CREATE INDEX seen_once_expires_at ON seen_once (expires_at);

-- Servers keep both in memory.
CREATE TRIGGER resources_changed AFTER INSERT OR UPDATE OR DELETE ON resources
    FOR EACH STATEMENT EXECUTE FUNCTION directory_changed();
CREATE TRIGGER trusted_hosts_changed AFTER INSERT OR UPDATE OR DELETE ON trusted_hosts
    FOR EACH STATEMENT EXECUTE FUNCTION directory_changed();
