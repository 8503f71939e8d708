package dev.latchkey.resource;

/** What to do with a good token when no list that is still good says whether it was revoked. */
public enum OnUnavailable {
    /** Fail closed: reject the token, because it may be revoked. */
    REFUSE,
    /** Fail open: a revoked token is then good until it expires, as it was everywhere before there were lists. */
    ACCEPT
}
