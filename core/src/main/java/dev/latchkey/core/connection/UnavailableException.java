package dev.latchkey.core.connection;

/**
 * This server cannot decide a request now, though it may be a good one: 503. The message is for the log; what brought it
 * about is logged where it is found, once and not for each request.
 */
public final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnavailableException(String message) {
        super(message);
    }
}
