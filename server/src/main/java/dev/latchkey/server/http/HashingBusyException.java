package dev.latchkey.server.http;

/** More passwords are waiting to be hashed than the server takes on; the caller should come back. */
public final class HashingBusyException extends Failure {

    private static final long serialVersionUID = 1L;

    public HashingBusyException(String message) {
        super(message);
    }
}
