-- The life of a key: pending (published, so that resource servers have it before it signs), active, retired (published
-- until nothing that it signed is good any more), removed. Where it is follows from these times alone: every server goes
-- from one to the next at the same moment, and nobody has to be told.

ALTER TABLE signing_keys
    -- From here on a younger one signs. Null: there is no younger one.
    ADD COLUMN active_until    timestamptz,
    -- From here on it is not published, and nothing that it signed is accepted.
    ADD COLUMN published_until timestamptz,
    -- Taken out at once, because somebody else may have it.
    ADD COLUMN revoked_at      timestamptz,

    ADD CONSTRAINT signing_keys_life_in_order CHECK (active_from <= active_until AND active_until <= published_until),
    ADD CONSTRAINT signing_keys_published_as_long_as_needed CHECK ((active_until IS NULL) = (published_until IS NULL)),
    ADD CONSTRAINT signing_keys_revoked_has_ended CHECK (revoked_at IS NULL OR active_until IS NOT NULL);

-- Two administrators, or two servers, cannot both make the next key.
CREATE UNIQUE INDEX signing_keys_newest ON signing_keys (algorithm) WHERE active_until IS NULL;
