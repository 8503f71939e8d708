package dev.latchkey.core.client;

/** Where the description of a client comes from. */
public enum ClientKind {
    /** An administrator added it. */
    STATIC,
    /** A document at the URL that is its client id. */
    DOCUMENT
}
