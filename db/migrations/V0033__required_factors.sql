-- Users from another system who had a second factor there that could not be brought along: they add one before anything begins.

ALTER TABLE users ADD COLUMN factor_required_at timestamptz;

-- SECURITY DEFINER: the server's role, which adds factors, may not take the demand back in any other way.
CREATE FUNCTION factor_requirement_met() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    UPDATE users SET factor_required_at = NULL
     WHERE factor_required_at IS NOT NULL AND id IN (SELECT user_id FROM added);
    RETURN NULL;
END
$$;

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION factor_requirement_met() SET search_path = %I, pg_temp', current_schema());
END
$$;

CREATE TRIGGER totp_meets_requirement AFTER INSERT ON totp
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION factor_requirement_met();
CREATE TRIGGER passkeys_meet_requirement AFTER INSERT ON passkeys
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION factor_requirement_met();
