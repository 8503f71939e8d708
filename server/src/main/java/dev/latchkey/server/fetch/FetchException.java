package dev.latchkey.server.fetch;

/** A host gave no answer that can be used, or was not asked. The message is for administrators and has nothing in it that the host said. */
public final class FetchException extends Exception {

    private static final long serialVersionUID = 1L;

    /** For a caller that cannot use an answer: its message has nothing in it that the host said either. */
    public FetchException(String message) {
        super(message);
    }

    FetchException(String message, Throwable cause) {
        super(message, cause);
    }
}
