-- A number that changes with what an account signs in with, so that a sign-in, a browser session and an authorization code
-- can tell that a password was changed, or that the account was disabled, since they began.

ALTER TABLE users ADD COLUMN credential_version integer NOT NULL DEFAULT 0;

-- A trigger: servers and commands of the version before, and psql, change accounts too.
CREATE FUNCTION credentials_changed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.credential_version := OLD.credential_version + 1;
    RETURN NEW;
END
$$;

CREATE TRIGGER users_credentials_changed BEFORE UPDATE OF password_hash, disabled_at ON users
    FOR EACH ROW WHEN (OLD.password_hash IS DISTINCT FROM NEW.password_hash OR OLD.disabled_at IS DISTINCT FROM NEW.disabled_at)
    EXECUTE FUNCTION credentials_changed();
