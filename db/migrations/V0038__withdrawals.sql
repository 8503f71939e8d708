-- What was taken back stays taken back: authorization codes that are under way when a user withdraws a consent, and what
-- users allowed for a resource that is removed and added again.

ALTER TABLE users
    -- Codes that were issued before this are not redeemed. In this row, because a redemption locks it: it sees a
    -- withdrawal that it waited for, and would not see one in another table. Null when no code is refused.
    ADD COLUMN codes_not_before timestamptz;

ALTER TABLE clients
    -- The same for the codes of a client, of all users.
    ADD COLUMN codes_not_before timestamptz;

-- By a trigger: the role of administrators cannot change consents, and programs of the version before remove resources.
CREATE FUNCTION consents_lose_resource() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    -- Without any scope left, the row would say that the user allowed the client to know who the user is.
    DELETE FROM consents
     WHERE resource_scopes -> OLD.uri IS NOT NULL AND scope = '' AND resource_scopes - OLD.uri = '{}';
    UPDATE consents SET resource_scopes = resource_scopes - OLD.uri WHERE resource_scopes -> OLD.uri IS NOT NULL;
    RETURN NULL;
END
$$;

CREATE TRIGGER resources_deleted_consents AFTER DELETE ON resources
    FOR EACH ROW EXECUTE FUNCTION consents_lose_resource();

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION consents_lose_resource() SET search_path = %I, pg_temp', current_schema());
END
$$;

-- The same for resources that are gone already.
DELETE FROM consents
 WHERE scope = '' AND resource_scopes <> '{}'
   AND NOT EXISTS (SELECT FROM jsonb_object_keys(resource_scopes) AS uri JOIN resources USING (uri));
UPDATE consents
   SET resource_scopes = coalesce((SELECT jsonb_object_agg(uri, held.allowed)
                                     FROM jsonb_each(resource_scopes) AS held (uri, allowed)
                                     JOIN resources USING (uri)), '{}')
 WHERE EXISTS (SELECT FROM jsonb_object_keys(resource_scopes) AS uri WHERE uri NOT IN (SELECT uri FROM resources));
