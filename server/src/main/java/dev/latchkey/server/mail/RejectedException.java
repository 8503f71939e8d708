package dev.latchkey.server.mail;

/** A relay refuses a letter for good. The message has the relay's reason, and no address. */
final class RejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    RejectedException(String message) {
        super(message);
    }
}
