-- Token exchange (RFC 8693): an API that a user's access token was sent to gets one for an API that it calls itself.

ALTER TABLE clients
    -- The resources that it may exchange tokens for, as URIs.
    ADD COLUMN exchange_to text[] NOT NULL DEFAULT '{}',

    ADD CONSTRAINT clients_exchange_to_bounds CHECK (cardinality(exchange_to) <= 15
        AND array_position(exchange_to, NULL) IS NULL AND char_length(array_to_string(exchange_to, ' ')) <= 8192),
    ADD CONSTRAINT clients_exchange_confidential CHECK (confidential OR NOT 'token_exchange' = ANY (grant_types));

ALTER TABLE resources
    -- The client that is this API: it may exchange the access tokens that are sent to it. Null for none.
    ADD COLUMN served_by uuid REFERENCES clients (id) ON DELETE SET NULL;

-- Deleting a client.
CREATE INDEX resources_served_by ON resources (served_by);

-- The access tokens that one client got for those of one family: a family of its own, without refresh tokens. A row is there as
-- long as they are good. Whatever ends them deletes it, and a trigger tells the status lists.
CREATE TABLE exchanged_families (
    id                uuid        PRIMARY KEY,
    -- What it was exchanged from: a family of tokens, another exchanged family, or the jti of an access token without a family.
    parent_id         uuid        NOT NULL,
    -- The client that exchanged: the actor.
    client_id         uuid        NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    -- Whose tokens they are: a user's, or a client's own. No foreign keys: it ends with what it was exchanged from.
    user_id           uuid,
    subject_client_id uuid,
    -- The resources that it got tokens at and for.
    resources         text[]      NOT NULL,
    status_index      bigint      NOT NULL DEFAULT nextval('token_status_index'),
    created_at        timestamptz NOT NULL DEFAULT now(),
    -- Not before the last access token expires, and later, so that one row serves many exchanges without a change.
    expires_at        timestamptz NOT NULL,

    CONSTRAINT exchanged_families_one_subject CHECK ((user_id IS NULL) <> (subject_client_id IS NULL)),
    CONSTRAINT exchanged_families_resources_some CHECK (cardinality(resources) > 0)
);

-- One of each parent and actor; those of a parent.
CREATE UNIQUE INDEX exchanged_families_parent ON exchanged_families (parent_id, client_id);
-- Those of a client that ends.
CREATE INDEX exchanged_families_client_id ON exchanged_families (client_id);
CREATE INDEX exchanged_families_subject_client_id ON exchanged_families (subject_client_id) WHERE subject_client_id IS NOT NULL;
-- Those that are over. An exchange of the same access token again leaves the time as it is.
CREATE INDEX exchanged_families_expires_at ON exchanged_families (expires_at);

-- The one place in which the end of tokens becomes known to status lists now also ends what was exchanged from them. The row of
-- what ends is locked by then: an exchange has either committed its family, and it is found here, or finds its parent ended.
CREATE OR REPLACE FUNCTION status_ended() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    INSERT INTO revoked_statuses (status_index) VALUES (OLD.status_index)
    ON CONFLICT (status_index) DO UPDATE SET revoked_at = excluded.revoked_at, revoked_xid = excluded.revoked_xid;
    IF TG_TABLE_NAME = 'clients' THEN
        DELETE FROM exchanged_families WHERE client_id = OLD.id OR subject_client_id = OLD.id;
    ELSE
        DELETE FROM exchanged_families WHERE parent_id = OLD.id;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER exchanged_families_status_deleted AFTER DELETE ON exchanged_families
    FOR EACH ROW WHEN (OLD.expires_at > now() - interval '1 hour')
    EXECUTE FUNCTION status_ended();

-- With an earlier end, or without one of its resources, status lists would miss a later end.
CREATE FUNCTION exchanged_family_grows() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'the end of an exchanged family is not moved forward, and its resources stay'
        USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER exchanged_families_grow BEFORE UPDATE OF expires_at, resources ON exchanged_families
    FOR EACH ROW WHEN (NEW.expires_at < OLD.expires_at OR NOT NEW.resources @> OLD.resources)
    EXECUTE FUNCTION exchanged_family_grows();

-- A client's own access token has no row that an exchange could lock.
CREATE FUNCTION access_token_revoked() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.jti::text, 37));
    DELETE FROM exchanged_families WHERE parent_id = NEW.jti;
    RETURN NULL;
END
$$;

CREATE TRIGGER revoked_access_tokens_exchanged AFTER INSERT ON revoked_access_tokens
    FOR EACH ROW EXECUTE FUNCTION access_token_revoked();

-- A resource that is gone, or that another client serves.
CREATE FUNCTION resource_ended() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
AS $$
BEGIN
    -- Exchanges wait meanwhile: only those that are good are looked at, and that are over for so short a time that clocks differ.
    DELETE FROM exchanged_families
     WHERE expires_at > now() - interval '1 hour' AND OLD.uri = ANY (resources)
       AND (TG_OP = 'DELETE' OR client_id = OLD.served_by);
    RETURN NULL;
END
$$;

CREATE TRIGGER resources_deleted AFTER DELETE ON resources
    FOR EACH ROW EXECUTE FUNCTION resource_ended();
CREATE TRIGGER resources_served_by_changed AFTER UPDATE OF served_by ON resources
    FOR EACH ROW WHEN (OLD.served_by IS NOT NULL AND OLD.served_by IS DISTINCT FROM NEW.served_by)
    EXECUTE FUNCTION resource_ended();

-- pg_temp last: otherwise a caller's temporary table would stand in for ours, with the owner's rights.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['status_ended', 'access_token_revoked', 'resource_ended'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END
$$;
