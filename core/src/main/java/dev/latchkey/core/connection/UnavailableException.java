package dev.latchkey.core.connection;

/**
 * Something cannot be decided now, though the same question may have an answer in a moment: what it depends on in the
 * database is not known here, or too old. The message is for the log; what brought it about is logged where it is found,
 * once and not for each request.
 */
public final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        super(message);
    }
}
