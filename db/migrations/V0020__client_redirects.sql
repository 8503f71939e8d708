-- Where a client may have a browser sent back to, and how users sign in through it.

ALTER TABLE clients
    -- RFC 6749, section 3.1.2: compared as texts.
    ADD COLUMN redirect_uris    text[] NOT NULL DEFAULT '{}',
    -- OpenID Connect RP-Initiated Logout 1.0, section 3.1: the same for the way back from a sign-out.
    ADD COLUMN post_logout_uris text[] NOT NULL DEFAULT '{}',
    -- Whether users are asked before the client gets something.
    ADD COLUMN consent          text   NOT NULL DEFAULT 'ask',
    -- RFC 7636: whether each request for a code needs a challenge.
    ADD COLUMN pkce             text   NOT NULL DEFAULT 'required',

    ADD CONSTRAINT clients_consent_known CHECK (consent IN ('ask', 'never')),
    ADD CONSTRAINT clients_pkce_known CHECK (pkce IN ('required', 'optional')),
    -- RFC 9700, section 2.1.1.
    ADD CONSTRAINT clients_public_requires_pkce CHECK (confidential OR pkce = 'required'),
    ADD CONSTRAINT clients_code_has_redirect_uri CHECK (
        NOT 'authorization_code' = ANY (grant_types) OR cardinality(redirect_uris) > 0),
    -- No element is null or has a space in it, so that the texts below have them one by one.
    ADD CONSTRAINT clients_uris_elements CHECK (
        string_to_array(array_to_string(redirect_uris || post_logout_uris, ' '), ' ') = redirect_uris || post_logout_uris),
    ADD CONSTRAINT clients_uris_length CHECK (octet_length(array_to_string(redirect_uris || post_logout_uris, ' ')) <= 32768),
    -- RFC 6749, section 3.1.2.
    ADD CONSTRAINT clients_uris_no_fragment CHECK (position('#' IN array_to_string(redirect_uris || post_logout_uris, ' ')) = 0),
    ADD CONSTRAINT clients_uris_no_script CHECK (
        array_to_string(redirect_uris || post_logout_uris, ' ') !~* '(^| )(javascript|vbscript|data|blob|file|about):'),
    -- https; http on the loopback interface (RFC 8252, section 7.3); a domain name backwards as a scheme (section 7.1).
    ADD CONSTRAINT clients_uris_syntax CHECK (
        array_to_string(redirect_uris || post_logout_uris, ' ') ~ ('^(('
            || 'https://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?([/?][]A-Za-z0-9._~:/?[@!$&''()*+,;=%-]*)?'
            || '|http://(localhost|127\.0\.0\.1|\[::1\])(:[1-9][0-9]{0,4})?([/?][]A-Za-z0-9._~:/?[@!$&''()*+,;=%-]*)?'
            || '|[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:/[]A-Za-z0-9._~:/?[@!$&''()*+,;=%-]*'
            || ')( (?=.)|$))*$'));
