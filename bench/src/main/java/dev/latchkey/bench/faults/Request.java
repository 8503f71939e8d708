package dev.latchkey.bench.faults;

/** What a client asks about one token family. */
sealed interface Request {

    /** To refresh with the token of a generation. */
    record Refresh(int generation) implements Request {}

    /** To end the family. */
    record Revoke() implements Request {}

    /** Whether the last access token is good. */
    record Introspect() implements Request {}
}
