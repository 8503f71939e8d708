package dev.latchkey.core.connection;

/**
 * A decision is not possible now and may be possible in a moment, because the data that it needs from the database are
 * missing or too old. The message is for the log. The cause is logged where it is found, once and not for each request.
 */
public final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        super(message);
    }
}
