-- What a token family keeps of the browser session that authorised it. Null in families that began another way.

ALTER TABLE tokens
    -- No foreign key and no index: sessions are deleted before their families, and a sign-out finds its families by user.
    ADD COLUMN session_id uuid,
    -- When the user proved to be the user before the authorization, and how: what an ID token says, also after a refresh.
    ADD COLUMN auth_time  timestamptz,
    ADD COLUMN amr        smallint,
    -- The claims parameter of the request (OpenID Connect Core 1.0, section 5.5), as JSON.
    ADD COLUMN claims     text;
