package dev.latchkey.server.fetch;

/** A host gave no answer, or was not asked. The message is for administrators and has nothing in it that the host said. */
public final class FetchException extends Exception {

    private static final long serialVersionUID = 1L;

    FetchException(String message) {
        super(message);
    }

    FetchException(String message, Throwable cause) {
        super(message, cause);
    }
}
