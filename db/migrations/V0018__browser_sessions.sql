-- Browsers that users are signed in with. Nothing in a row can be replayed: the cookie proves itself with a MAC, and only
-- its generation is kept.

CREATE TABLE browser_sessions (
    id                 uuid        PRIMARY KEY,
    user_id            uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- Of the user when the session began. The session is over when the user's is another one.
    credential_version integer     NOT NULL,
    -- How many times the user proved again to be the user. Only the cookie of the newest generation is good.
    generation         integer     NOT NULL DEFAULT 0,
    created_at         timestamptz NOT NULL DEFAULT now(),
    -- When the user last proved to be the user, and by which methods (Amr.java has the bits).
    auth_time          timestamptz NOT NULL DEFAULT now(),
    amr                smallint    NOT NULL,
    -- Moves every few minutes, not with every request.
    seen_at            timestamptz NOT NULL DEFAULT now(),
    -- Brought forward when the session ends earlier, so that one index finds what can be deleted.
    expires_at         timestamptz NOT NULL,
    -- Whether the cookie outlives the browser's own session.
    remembered         boolean     NOT NULL,
    ended_at           timestamptz,
    ended_reason       text,
    -- Where the sign-in came from, for the user who looks at a list of sessions.
    address            inet,
    user_agent         text,

    CONSTRAINT browser_sessions_generation_not_negative CHECK (generation >= 0),
    CONSTRAINT browser_sessions_ended_has_reason CHECK ((ended_at IS NULL) = (ended_reason IS NULL)),
    CONSTRAINT browser_sessions_ended_is_over CHECK (ended_at IS NULL OR expires_at <= ended_at),
    CONSTRAINT browser_sessions_user_agent_length CHECK (char_length(user_agent) <= 120)
) WITH (fillfactor = 85);

-- All sessions of a user: ending, listing, deleting the user.
CREATE INDEX browser_sessions_user_id ON browser_sessions (user_id);
-- Purging what is over.
CREATE INDEX browser_sessions_expires_at ON browser_sessions (expires_at);

CREATE TRIGGER browser_sessions_stay_ended BEFORE UPDATE OF ended_at ON browser_sessions
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
    EXECUTE FUNCTION require_privilege('TRIGGER', 'an ended session stays ended');
