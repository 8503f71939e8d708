package dev.latchkey.core.client;

/** Where the description of a client comes from. */
public enum ClientKind {
    /** An administrator added it. */
    STATIC("static"),
    /** A document at the URL that is its client id. */
    DOCUMENT("document");

    private final String value;

    ClientKind(String value) {
        this.value = value;
    }

    /** Its name in the database and on the command line. */
    public String value() {
        return value;
    }
}
