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
        UNKNOWN("there is no such token family"),
        /** Rotated before, and too long ago for a lost answer: a replay. The family is revoked. */
        REUSED("the token was already used, so its family is revoked"),
        REVOKED("it is revoked"),
        /** The absolute lifetime is over. */
        EXPIRED("its lifetime is over"),
        /** Not refreshed for too long. */
        IDLE("it was not refreshed for too long"),
        USER_DISABLED("the user is disabled"),
        /** More was asked for than was granted; the token is still good. */
        SCOPE_EXCEEDED("it asks for a scope that was not granted"),
        /** It is to be for a resource that was not granted; the token is still good. */
        TARGET_EXCEEDED("it asks for a resource that was not granted"),
        /** Newer than the database knows: it was restored from a backup, or lost its last moments. */
        AHEAD("the token is newer than the database, which was restored or lost its last moments");

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
