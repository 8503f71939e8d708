-- What clients had before a change: access tokens that live longer than those of today, and secrets that have ended.

ALTER TABLE clients
    -- When the last access token has expired that was issued before the lifetime or the grace period was lowered.
    ADD COLUMN longer_tokens_until timestamptz;

-- A minute, for servers that have not heard of the change yet.
CREATE FUNCTION client_lifetimes_lowered() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.longer_tokens_until := GREATEST(OLD.longer_tokens_until, now() + OLD.access_token_lifetime + interval '1 minute');
    RETURN NEW;
END
$$;

CREATE TRIGGER clients_lifetimes_lowered BEFORE UPDATE OF access_token_lifetime, refresh_token_grace ON clients
    FOR EACH ROW WHEN (NEW.access_token_lifetime < OLD.access_token_lifetime OR NEW.refresh_token_grace < OLD.refresh_token_grace)
    EXECUTE FUNCTION client_lifetimes_lowered();

-- As in V0032, with the access tokens that have a longer lifetime than those of today.
CREATE OR REPLACE FUNCTION user_end_moved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    UPDATE browser_sessions s
       SET expires_at = GREATEST(NEW.valid_until, now()),
           ended_at = CASE WHEN NEW.valid_until <= now() THEN now() END,
           ended_reason = CASE WHEN NEW.valid_until <= now() THEN 'user_expired' END
     WHERE s.user_id = NEW.id AND s.ended_at IS NULL AND s.expires_at > GREATEST(NEW.valid_until, now());
    UPDATE tokens t
       SET revoked_at = now(), revoked_reason = 'user_expired'
      FROM clients c
     WHERE t.user_id = NEW.id AND c.id = t.client_id AND t.revoked_at IS NULL
       AND t.expires_at > GREATEST(NEW.valid_until, now())
       AND (NEW.valid_until <= now()
            OR LEAST(now(), t.refreshed_at + c.refresh_token_grace) + c.access_token_lifetime > NEW.valid_until
            OR (c.longer_tokens_until > NEW.valid_until) IS TRUE);
    UPDATE tokens t
       SET expires_at = NEW.valid_until, idle_until = LEAST(t.idle_until, NEW.valid_until)
     WHERE t.user_id = NEW.id AND t.revoked_at IS NULL AND t.expires_at > GREATEST(NEW.valid_until, now());
    RETURN NULL;
END
$$;

-- The hashes of secrets that were replaced or ended: a configuration file brings none of them back. No client beside them:
-- they stay when the client is deleted and added again.
CREATE TABLE ended_secrets (
    secret_hash bytea       PRIMARY KEY,
    ended_at    timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT ended_secrets_hash_length CHECK (octet_length(secret_hash) = 32)
);

-- SECURITY DEFINER: no role but the owner may change the table.
CREATE FUNCTION client_secret_ended() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    INSERT INTO ended_secrets (secret_hash) VALUES (NEW.secret_hash) ON CONFLICT (secret_hash) DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER client_secret_ended AFTER UPDATE OF expires_at ON client_secrets
    FOR EACH ROW WHEN (NEW.expires_at IS NOT NULL)
    EXECUTE FUNCTION client_secret_ended();

-- After the trigger, whose lock keeps others from ending one that neither would see.
INSERT INTO ended_secrets (secret_hash)
SELECT DISTINCT secret_hash FROM client_secrets WHERE expires_at IS NOT NULL
ON CONFLICT (secret_hash) DO NOTHING;

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['user_end_moved', 'client_secret_ended'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END
$$;
