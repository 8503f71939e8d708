package dev.latchkey.core.key;

/** The result of retiring a key. */
public enum Retirement {
    /** It signs no more; the next one does. */
    RETIRED,
    /** It had been retired or revoked before. */
    ALREADY,
    /** It does not sign yet. */
    PENDING,
    /** There is no next one. */
    NO_SUCCESSOR,
    /** The next one is published too short a time: resource servers may not have it. */
    SUCCESSOR_TOO_YOUNG
}
