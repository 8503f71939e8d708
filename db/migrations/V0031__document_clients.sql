-- Clients that a document describes: their client id is its URL (draft-ietf-oauth-client-id-metadata-document). A server
-- stores one when a user approves it, and can still add and change no other client.

ALTER TABLE clients
    DROP CONSTRAINT clients_client_id_syntax,
    -- RFC 6749, appendix A.1, without the colon, which would end the name in a Basic header. No URL is one of these.
    ADD CONSTRAINT clients_client_id_syntax CHECK (kind <> 'static' OR client_id ~ '^[!-9;-~]{1,128}$'),
    -- Of a document: https, or http on this machine; a path that is not empty and has no dot segments; no user, no fragment.
    ADD CONSTRAINT clients_client_id_url CHECK (kind <> 'document' OR (char_length(client_id) <= 512
        AND client_id ~ ('^(https://[a-z0-9.-]+|http://(localhost|127\.0\.0\.1))(:[1-9][0-9]{0,4})?'
            || '/[A-Za-z0-9._~:/@!$&''()*+,;=%-][A-Za-z0-9._~:/?@!$&''()*+,;=%-]*$')
        AND client_id !~* '^[^?]*/(\.|%2e){1,2}([/?]|$)'));

-- Which have not been used for long.
CREATE INDEX clients_document_used_at ON clients (used_at) WHERE kind = 'document';

-- Counts changes of these clients apart from directory_version: servers read them one by one, not all of them after each
-- change.
CREATE TABLE document_clients_version (
    only_row boolean PRIMARY KEY DEFAULT true,
    version  bigint  NOT NULL,

    CONSTRAINT document_clients_version_one_row CHECK (only_row)
);

INSERT INTO document_clients_version (version) VALUES (1);

DROP TRIGGER clients_changed ON clients;

-- SECURITY DEFINER: as directory_changed().
CREATE FUNCTION clients_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    ids uuid[];
BEGIN
    IF EXISTS (SELECT FROM changed WHERE kind = 'static') THEN
        UPDATE directory_version SET version = version + 1;
        NOTIFY latchkey_directory;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        -- That a client was used is not told.
        SELECT array_agg(n.id) INTO ids FROM changed n JOIN former o ON o.id = n.id
         WHERE n.kind = 'document' AND n.used_at IS NOT DISTINCT FROM o.used_at;
    ELSE
        SELECT array_agg(id) INTO ids FROM changed WHERE kind = 'document';
    END IF;
    IF cardinality(ids) <= 100 THEN
        UPDATE document_clients_version SET version = version + cardinality(ids);
        PERFORM pg_notify('latchkey_directory', id::text) FROM unnest(ids) AS id;
    ELSIF cardinality(ids) > 100 THEN
        -- No ids: servers forget all of them.
        UPDATE document_clients_version SET version = version + 1;
        NOTIFY latchkey_directory;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER clients_added AFTER INSERT ON clients
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION clients_changed();
CREATE TRIGGER clients_changed AFTER UPDATE ON clients
    REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION clients_changed();
CREATE TRIGGER clients_deleted AFTER DELETE ON clients
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION clients_changed();

-- Stores what a document says of a client, in place of what an earlier one said, when the user of a live session approves
-- it. Says the id of the client, and whether anything of it changed; null when the session is over, the host is not trusted,
-- a scope is not for such clients, or an administrator disabled the client. The client is public and has the grants
-- authorization_code and refresh_token only.
-- SECURITY DEFINER: the server's role may add and change no client.
CREATE FUNCTION clients_admit(approving uuid, approving_generation integer, new_id uuid, url text, title text,
        uris text[], asked_scopes text[], refreshes boolean, OUT admitted uuid, OUT changed boolean)
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    grants text[] := CASE WHEN refreshes THEN ARRAY['authorization_code', 'refresh_token'] ELSE ARRAY['authorization_code'] END;
BEGIN
    -- Locks in the order of all statements: user, session, client.
    PERFORM FROM users u
       JOIN browser_sessions s ON s.user_id = u.id AND s.credential_version = u.credential_version
      WHERE s.id = approving AND s.generation = approving_generation
        AND s.ended_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL
        FOR SHARE;
    IF NOT FOUND
            OR NOT EXISTS (SELECT FROM trusted_hosts t WHERE t.host = substring(url FROM '^https?://([^/]+)/'))
            OR char_length(title) > 100
            OR NOT asked_scopes <@ (ARRAY['openid', 'profile', 'email', 'address', 'phone', 'offline_access']
                || ARRAY(SELECT s.name FROM resources r CROSS JOIN unnest(r.scopes) AS s (name))) THEN
        RETURN;
    END IF;
    INSERT INTO clients (id, client_id, name, confidential, grant_types, scopes, redirect_uris, kind, used_at)
    VALUES (new_id, url, title, false, grants, asked_scopes, uris, 'document', now())
    ON CONFLICT (client_id) DO NOTHING
    RETURNING id INTO admitted;
    changed := FOUND;
    IF NOT FOUND THEN
        UPDATE clients c
           SET name = title, grant_types = grants, scopes = asked_scopes, redirect_uris = uris, updated_at = now()
         WHERE c.client_id = url AND c.kind = 'document' AND c.disabled_at IS NULL
           AND (c.name, c.grant_types, c.scopes, c.redirect_uris) IS DISTINCT FROM (title, grants, asked_scopes, uris);
        changed := FOUND;
        -- Not at each approval: many users approve the same client.
        UPDATE clients c SET used_at = now()
         WHERE c.client_id = url AND c.kind = 'document' AND c.disabled_at IS NULL AND c.used_at < now() - interval '1 hour';
        SELECT c.id INTO admitted FROM clients c
         WHERE c.client_id = url AND c.kind = 'document' AND c.disabled_at IS NULL;
    END IF;
END
$$;

-- Deletes clients of documents that no user has approved for 90 days and that have no live token family; at most so many at
-- once. A disabled one stays, so that its URL does not come back. SECURITY DEFINER: the server's role may delete no other.
CREATE FUNCTION document_clients_purge(at_most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
DECLARE
    ids uuid[];
BEGIN
    SELECT array_agg(id) INTO ids FROM (
        SELECT c.id FROM clients c
         WHERE c.kind = 'document' AND c.disabled_at IS NULL AND c.used_at < now() - interval '90 days'
           AND NOT EXISTS (SELECT FROM tokens t
                            WHERE t.client_id = c.id AND t.revoked_at IS NULL AND t.expires_at > now())
         LIMIT at_most FOR UPDATE SKIP LOCKED) AS unused;
    IF ids IS NULL THEN
        RETURN 0;
    END IF;
    -- Only a revoked family may be without its client.
    UPDATE tokens SET revoked_at = now(), revoked_reason = 'client_deleted'
     WHERE client_id = ANY (ids) AND revoked_at IS NULL;
    DELETE FROM clients WHERE id = ANY (ids);
    RETURN cardinality(ids);
END
$$;

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['clients_changed()', 'document_clients_purge(integer)',
            'clients_admit(uuid, integer, uuid, text, text, text[], text[], boolean)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION clients_admit(uuid, integer, uuid, text, text, text[], text[], boolean),
    document_clients_purge(integer) FROM PUBLIC;
