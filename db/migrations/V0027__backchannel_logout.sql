-- Clients that are told when a session ends in which a user signed in to them (OpenID Connect Back-Channel Logout 1.0).
-- Triggers write the messages: a session also ends by psql, by servers of the version before, and with its user.

ALTER TABLE clients
    ADD COLUMN backchannel_logout_uri text,

    -- https; http on the loopback interface. No fragment (section 2.2) and no user name.
    ADD CONSTRAINT clients_backchannel_logout_uri_syntax CHECK (
        backchannel_logout_uri ~ ('^(https://([a-z0-9.-]+|\[[0-9a-f:.]+\])|http://(localhost|127\.0\.0\.1|\[::1\]))'
            || '(:[1-9][0-9]{0,4})?([/?][]A-Za-z0-9._~:/?[@!$&''()*+,;=%-]*)?$')),
    ADD CONSTRAINT clients_backchannel_logout_uri_length CHECK (char_length(backchannel_logout_uri) <= 512);

-- Which clients redeemed a code in a session. Only clients that were to be told at that time.
CREATE TABLE session_clients (
    session_id uuid NOT NULL REFERENCES browser_sessions (id) ON DELETE CASCADE,
    -- No foreign key: a client that is gone is told nothing.
    client_id  uuid NOT NULL,

    CONSTRAINT session_clients_pkey PRIMARY KEY (session_id, client_id)
);

-- A session ends once, so each of its clients gets one message. SECURITY DEFINER: no role needs rights on both tables.
CREATE FUNCTION session_ended() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    INSERT INTO outbox (id, kind, user_id, client_id, session_id)
    SELECT gen_random_uuid(), 'logout', OLD.user_id, c.id, OLD.id
      FROM session_clients s
      JOIN clients c ON c.id = s.client_id
     WHERE s.session_id = OLD.id AND c.backchannel_logout_uri IS NOT NULL AND c.disabled_at IS NULL;
    RETURN OLD;
END
$$;

CREATE TRIGGER browser_sessions_ended AFTER UPDATE OF ended_at ON browser_sessions
    FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL)
    EXECUTE FUNCTION session_ended();
-- Before, because the rows of session_clients go with the session. Deleting a user deletes its sessions.
CREATE TRIGGER browser_sessions_deleted BEFORE DELETE ON browser_sessions
    FOR EACH ROW WHEN (OLD.ended_at IS NULL)
    EXECUTE FUNCTION session_ended();

-- A change of credentials ends the sessions that began with others. At the commit: until then the transaction of the change
-- can keep sessions by giving them the new version.
CREATE FUNCTION sessions_of_old_credentials_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    UPDATE browser_sessions s
       SET ended_at = now(), ended_reason = 'credentials_changed', expires_at = now()
      FROM users u
     WHERE u.id = NEW.id AND s.user_id = u.id AND s.credential_version <> u.credential_version
       AND s.ended_at IS NULL AND s.expires_at > now();
    RETURN NULL;
END
$$;

-- No list of columns: another trigger sets the version when the password or the second factor changes.
CREATE CONSTRAINT TRIGGER users_sessions_end AFTER UPDATE ON users
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.credential_version <> NEW.credential_version)
    EXECUTE FUNCTION sessions_of_old_credentials_end();

-- A client that is disabled or deleted is told nothing more.
CREATE FUNCTION client_not_told() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    DELETE FROM outbox WHERE kind = 'logout' AND client_id = OLD.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER clients_disabled_not_told AFTER UPDATE OF disabled_at ON clients
    FOR EACH ROW WHEN (OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL)
    EXECUTE FUNCTION client_not_told();
CREATE TRIGGER clients_deleted_not_told AFTER DELETE ON clients
    FOR EACH ROW EXECUTE FUNCTION client_not_told();

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['session_ended', 'sessions_of_old_credentials_end', 'client_not_told'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END
$$;
