-- Second factors: one-time codes of an authenticator app (RFC 6238), and recovery codes for a lost one. The secrets are
-- sealed under a data key, and data keys under the master key. Data keys are no signing keys: a rotation would remove them.

CREATE TABLE data_keys (
    id         uuid        PRIMARY KEY,
    -- AES-256-GCM under the master key, bound to the id.
    sealed_key bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),

    -- Version, nonce, 32 bytes and a tag.
    CONSTRAINT data_keys_sealed_key_length CHECK (octet_length(sealed_key) = 61)
);

CREATE TABLE totp (
    user_id       uuid        PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    data_key_id   uuid        NOT NULL REFERENCES data_keys (id),
    -- AES-256-GCM under the data key, bound to the user.
    sealed_secret bytea       NOT NULL,
    -- The newest step of 30 seconds whose code was used. Each step is good once.
    last_step     bigint      NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE recovery_codes (
    user_id uuid  NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of 80 random bits, too many to guess, so no salt and no costly hash.
    hash    bytea NOT NULL,
    used_at timestamptz,

    CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, hash),
    CONSTRAINT recovery_codes_hash_length CHECK (octet_length(hash) = 32)
);

-- Factors are a part of what an account signs in with, so their changes move the version of its credentials. Triggers:
-- changes with psql count too. SECURITY DEFINER: the server's role may not set the version.
CREATE FUNCTION second_factor_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    UPDATE users SET credential_version = credential_version + 1
     WHERE id IN (SELECT user_id FROM changed);
    RETURN NULL;
END
$$;

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION second_factor_changed() SET search_path = %I, pg_temp', current_schema());
END
$$;

CREATE TRIGGER totp_added AFTER INSERT ON totp
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION second_factor_changed();
CREATE TRIGGER totp_removed AFTER DELETE ON totp
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION second_factor_changed();
CREATE TRIGGER recovery_codes_added AFTER INSERT ON recovery_codes
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION second_factor_changed();
CREATE TRIGGER recovery_codes_removed AFTER DELETE ON recovery_codes
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION second_factor_changed();

-- A secret is never exchanged in place, and a used code stays used: they are removed and added.
CREATE FUNCTION second_factor_stays() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'a second factor is removed and added, not changed' USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER totp_stays BEFORE UPDATE OF user_id, sealed_secret ON totp
    FOR EACH ROW WHEN (OLD.user_id <> NEW.user_id OR OLD.sealed_secret <> NEW.sealed_secret)
    EXECUTE FUNCTION second_factor_stays();
CREATE TRIGGER totp_steps_forward BEFORE UPDATE OF last_step ON totp
    FOR EACH ROW WHEN (NEW.last_step <= OLD.last_step)
    EXECUTE FUNCTION second_factor_stays();
CREATE TRIGGER recovery_codes_stay BEFORE UPDATE ON recovery_codes
    FOR EACH ROW WHEN (OLD.used_at IS NOT NULL OR OLD.user_id <> NEW.user_id OR OLD.hash <> NEW.hash)
    EXECUTE FUNCTION second_factor_stays();
