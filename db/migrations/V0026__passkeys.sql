-- Passkeys (https://www.w3.org/TR/webauthn-3/): keys on the devices of users. Only public keys are here.

CREATE TABLE passkeys (
    credential_id   bytea       PRIMARY KEY,
    user_id         uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- As COSE_Key (RFC 9052, section 7).
    public_key      bytea       NOT NULL,
    -- How often the device says that it has signed; 0 for ever when it does not count.
    counter         bigint      NOT NULL,
    -- How browsers reach the device, such as usb or internal: a hint for them.
    transports      text[]      NOT NULL,
    -- The model of the device as it says itself; zero when it does not.
    aaguid          uuid        NOT NULL,
    -- Whether copies of the key may exist, and do.
    backup_eligible boolean     NOT NULL,
    backed_up       boolean     NOT NULL,
    -- What the user calls it.
    name            text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    last_used_at    timestamptz,
    -- The challenges of the last minutes that it has answered: each is good once.
    used_challenges uuid[]      NOT NULL DEFAULT '{}',

    -- WebAuthn, section 5.8.3: at most 1,023 bytes.
    CONSTRAINT passkeys_credential_id_length CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
    CONSTRAINT passkeys_public_key_length CHECK (octet_length(public_key) BETWEEN 1 AND 2048),
    CONSTRAINT passkeys_counter_range CHECK (counter BETWEEN 0 AND 4294967295),
    CONSTRAINT passkeys_transports_count CHECK (cardinality(transports) <= 8),
    CONSTRAINT passkeys_name_length CHECK (char_length(name) BETWEEN 1 AND 60),
    CONSTRAINT passkeys_used_challenges_count CHECK (cardinality(used_challenges) <= 101)
) WITH (fillfactor = 70);

-- The passkeys of a user: at each sign-in with a password, at each visit, on the account page.
CREATE INDEX passkeys_user_id ON passkeys (user_id);

-- As with other factors, a change moves the version of the credentials. A sign-in is no change.
CREATE TRIGGER passkeys_added AFTER INSERT ON passkeys
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION second_factor_changed();
CREATE TRIGGER passkeys_removed AFTER DELETE ON passkeys
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION second_factor_changed();

-- A key is never exchanged in place, and its counter does not go back.
CREATE TRIGGER passkeys_stay BEFORE UPDATE ON passkeys
    FOR EACH ROW WHEN (
        OLD.credential_id <> NEW.credential_id OR OLD.user_id <> NEW.user_id OR OLD.public_key <> NEW.public_key
        OR NEW.counter < OLD.counter)
    EXECUTE FUNCTION second_factor_stays();
