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
         * Another client, redirect URI, verifier or key than in the request. The code is unusable from now on, and the
         * family that began with it is revoked.
         */
        MISUSED(
                "client, redirect URI, verifier or key are not those of the request, so the code and its tokens are revoked"),
        /** Redeemed a moment ago, by the same client with the same verifier: a double submit. The family goes on. */
        REPEATED("the same client redeemed it a moment ago"),
        /** Redeemed before: a replay. The family is revoked. */
        REPLAYED("it was already used, so its tokens are revoked"),
        /** Expired, or the user, the client, the session or the consent is not what it was. */
        ENDED("it is expired, or the user, client, session or consent changed since it was issued"),
        /** Presented so late that no family could begin then. */
        FORGOTTEN("the time when it was issued is too far from now to tell more");

        private final String text;

        Refusal(String text) {
            this.text = text;
        }

        /** The reason in words. */
        @Override
        public String toString() {
            return text;
        }
    }
}
