package dev.latchkey.server.outbox;

/** A message could not be delivered now. The message of the exception is shown to administrators and has no secret in it. */
public final class UndeliveredException extends Exception {

    private static final long serialVersionUID = 1L;

    public UndeliveredException(String message) {
        super(message);
    }

    public UndeliveredException(String message, Throwable cause) {
        super(message, cause);
    }
}
