package dev.latchkey.core.family;

/** The result of presenting an authorization code. */
public sealed interface CodeOutcome {

    /** The family began. */
    record Redeemed(Family family) implements CodeOutcome {}

    /** No token is due. */
    record Refused(Refusal reason) implements CodeOutcome {}

    /** Why not; for the log, never for the caller. */
    enum Refusal {
        /**
         * Another client, redirect URI or verifier than in the request. The code is unusable from now on, and the
         * family that began with it is revoked.
         */
        MISUSED,
        /** Redeemed a moment ago, by the same client with the same verifier: a double submit. The family goes on. */
        REPEATED,
        /** Redeemed before: a replay. The family is revoked. */
        REPLAYED,
        /** Expired, or the user, the client, the session or the consent is not what it was. */
        ENDED,
        /** Presented so late that no family could begin then. */
        FORGOTTEN
    }
}
