-- What an account tells about its user besides name and address (OpenID Connect Core 1.0, section 5.1).

ALTER TABLE users
    ADD COLUMN claims            jsonb       NOT NULL DEFAULT '{}',
    -- When the address was found to be the user's; it falls with the address.
    ADD COLUMN email_verified_at timestamptz,

    -- Not checked now for the rows that are there, which all have the default.
    ADD CONSTRAINT users_claims_object CHECK (jsonb_typeof(claims) = 'object' AND octet_length(claims::text) <= 8192) NOT VALID,
    -- Nothing that the server itself says or that another protocol reads: only these.
    ADD CONSTRAINT users_claims_standard CHECK (claims - ARRAY[
        'given_name', 'family_name', 'middle_name', 'nickname', 'profile', 'picture', 'website', 'gender', 'birthdate',
        'zoneinfo', 'locale', 'phone_number', 'phone_number_verified', 'address'] = '{}') NOT VALID,
    ADD CONSTRAINT users_verified_has_email CHECK (email_verified_at IS NULL OR email IS NOT NULL) NOT VALID;

-- A trigger: servers of the version before change addresses too.
CREATE FUNCTION email_changed() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    NEW.email_verified_at := NULL;
    RETURN NEW;
END
$$;

CREATE TRIGGER users_email_changed BEFORE UPDATE OF email ON users
    FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email AND NEW.email_verified_at IS NOT DISTINCT FROM OLD.email_verified_at)
    EXECUTE FUNCTION email_changed();
