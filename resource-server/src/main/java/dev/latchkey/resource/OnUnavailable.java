package dev.latchkey.resource;

/** What to do with a good token when no list that is still good says whether it was revoked. */
public enum OnUnavailable {
    /** Fail closed: better nobody in than somebody who was thrown out. */
    REFUSE,
    /** Fail open: a revoked token is then good until it expires, as it was everywhere before there were lists. */
    ACCEPT
}
