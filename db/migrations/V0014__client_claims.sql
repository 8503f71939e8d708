-- Static claims that a client's access tokens carry besides the server's own, such as the role that PostgREST wants.

ALTER TABLE clients
    -- Names and values as they are in the token. The server leaves out what it does not allow.
    ADD COLUMN claims jsonb NOT NULL DEFAULT '{}',
    -- As text, jsonb has blanks that a token has not: at most 2,048 bytes in the token.
    ADD CONSTRAINT clients_claims_object CHECK (jsonb_typeof(claims) = 'object' AND octet_length(claims::text) <= 4096),
    -- The least of what Claims.java refuses: what says whose token it is, for whom, for what and for how long.
    ADD CONSTRAINT clients_claims_not_the_servers CHECK (NOT claims ?| ARRAY[
        'iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'client_id', 'scope', 'username', 'sid', 'status', 'cnf', 'act',
        'active', 'token_type']);
