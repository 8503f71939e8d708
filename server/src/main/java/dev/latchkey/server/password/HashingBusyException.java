package dev.latchkey.server.password;

/** More passwords are waiting to be hashed than the server takes on; the caller should come back. */
public final class HashingBusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HashingBusyException(String message) {
        super(message);
    }
}
