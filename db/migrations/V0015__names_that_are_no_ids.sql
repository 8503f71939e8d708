-- A name in the form of an id (UUID) could be taken for the id of another: commands for administrators take both. The
-- programs refuse such names; this refuses them also of a program that does not. Rows that are there stay as they are,
-- and can be changed: a CHECK would be asked again when such a user is disabled.

CREATE FUNCTION is_spelling_of_id(name text) RETURNS boolean
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    -- In any case, with dashes or without, in braces, as urn:uuid:
    SELECT lower(name) ~ '^(urn:uuid:)?([^{}]*|[{][^{}]*[}])$'
       AND regexp_replace(lower(name), '^urn:uuid:|[{}-]', '', 'g') ~ '^[0-9a-f]{32}$'
$$;

CREATE FUNCTION names_are_no_ids() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'a name has the form of an id'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
END
$$;

CREATE TRIGGER users_username_is_no_id
    AFTER INSERT OR UPDATE OF username ON users
    FOR EACH ROW WHEN (char_length(NEW.username) >= 32 AND is_spelling_of_id(NEW.username))
    EXECUTE FUNCTION names_are_no_ids();

CREATE TRIGGER clients_client_id_is_no_id
    AFTER INSERT OR UPDATE OF client_id ON clients
    FOR EACH ROW WHEN (char_length(NEW.client_id) >= 32 AND is_spelling_of_id(NEW.client_id))
    EXECUTE FUNCTION names_are_no_ids();
