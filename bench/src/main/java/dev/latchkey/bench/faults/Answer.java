package dev.latchkey.bench.faults;

/** What a server says to a {@link Request}. That it cannot say anything now (503) is none. */
sealed interface Answer {

    /** New tokens; the refresh token is that of a generation. */
    record Tokens(int generation) implements Answer {}

    /** The other ones. */
    enum Word implements Answer {
        /** {@code invalid_grant}. */
        REFUSED,
        REVOKED,
        ACTIVE,
        INACTIVE
    }
}
