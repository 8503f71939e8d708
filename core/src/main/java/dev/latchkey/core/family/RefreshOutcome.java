package dev.latchkey.core.family;

/** The result of presenting a refresh token. */
public sealed interface RefreshOutcome {

    /** The family moved on to its next generation. */
    record Rotated(Family family) implements RefreshOutcome {}

    /** The token was rotated moments ago and its answer may have been lost: the same successor is due again. */
    record Repeated(Family family) implements RefreshOutcome {}

    /** No token is due. */
    record Refused(Refusal reason) implements RefreshOutcome {}

    /** Why not; for the log, never for the caller. */
    enum Refusal {
        /** There is no such family. */
        UNKNOWN,
        /** Rotated before, and too long ago for a lost answer: a replay. The family is revoked. */
        REUSED,
        REVOKED,
        /** The absolute lifetime is over. */
        EXPIRED,
        /** Not refreshed for too long. */
        IDLE,
        USER_DISABLED,
        /** More was asked for than was granted; the token is still good. */
        SCOPE_EXCEEDED,
        /** Newer than the database knows: it was restored from a backup, or lost its last moments. */
        AHEAD
    }
}
